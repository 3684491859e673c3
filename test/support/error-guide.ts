/** A page with an error guide, as the web has them. */
export const errorGuide = `<html><head><title>Guide</title></head><body><nav><a href="/">Home</a></nav>
<h1>Hulu Error Code 301: How to Fix It</h1>
<p>Hulu error 301 Bad Network means that Hulu can&rsquo;t load a video because the connection is too slow.</p>
<table><tr><th>Severity</th><td>Medium</td></tr><tr><td>Difficulty</td><td>Easy</td></tr>
<tr><td>Time to fix</td><td>5-20 minutes</td></tr></table>
<h2>Tools you need</h2><ul><li>Your device</li><li>Access to your router</li></ul>
<h2>How to fix it</h2>
<h3>Step 1: Check the Hulu status</h3><p>Hulu may be down. Visit <a href="https://downdetector.com/status/hulu">Downdetector</a>.</p>
<h3>Step 2: Restart your router and modem (3 minutes)</h3><p>A restart clears a stuck connection.</p>
<ol><li>Unplug both.</li><li>Wait 30 seconds.</li><li>Plug them in.</li></ol><p>Warning: Everyone loses the internet.</p>
<h3>Step 3: Clear the cache</h3><ul><li>Windows: Open settings. Click Clear.</li><li>Android: Tap Storage.</li></ul>
<h3>Step 4: Reinstall the app</h3><p>Delete the app. Install it again.</p><p>Important: You have to log in again.</p>
<h2>When to call a professional</h2><p>Contact <a href="https://help.hulu.com">Hulu support</a> if it stays for a day.</p>
<h2>FAQ</h2><h3>What does Hulu error 301 mean?</h3><p>It means that the video cannot load. Your network is too slow.</p>
</body></html>`;

/**
 * A page as a browser copies it: signs of lists on lines of their own or at the end of the text before, names of facts
 * and their values in two items, headings without a mark. It says in other words what the page says that the article on
 * Spotify's error 502 was written from.
 */
export const copiedGuide = `Spotify Error Code 502: How to Fix It
Easy 5-20 minutes Medium Severity
Verified June 2026
- Error Code
- 502
- Brand
- Spotify
- Product Type
- music_streaming
- Severity
- Medium
- DIY Difficulty
- Easy
- Estimated Fix Time
- 5-20 minutes
Ad
Tools You'll Need
- Something you listen on, with internet
- Your router and modem within reach
- A window for commands, on a computer
How to Fix Error Code 502
-
Check Spotify's Server Status
-
Restart the Spotify App
-
Restart Your Router and Modem
-
Switch Between Wi-Fi and Mobile Data
-
Clear the Spotify App Cache
-
Disable VPN or Proxy
-
Update the Spotify App
-
Flush Your DNS Cache
-
Reinstall the Spotify App
This will remove the songs you saved for offline. They have to be fetched once more. Make sure you know how you log in. -
Log Out and Log Back In
Ad
When to Call a Professional
Nobody has to come for this one. Should it fail everywhere and no outage be shown, write to them at support.spotify.com. Is the line itself bad? Then ask your Internet Service Provider (ISP) to test it.Frequently Asked Questions
What does Spotify Error 502 mean?
Spotify Error 502 is a 'Bad Gateway' error: one of their servers got no good answer from another. So the app has nothing to show.
Is Spotify Error 502 my fault or Spotify's fault?
Mostly it is theirs. A VPN or an old cache can do it too. See status.spotify.com first.
How long does Spotify Error 502 last?
An outage is over in a quarter of an hour to some hours. What is wrong at home is mended in minutes.
Why do I keep getting Error 502 on Spotify even though the server status looks fine?
The page does not show what fails in one region only. Your own network may be the reason as well.
Does Spotify Error 502 affect all users or just me?
Either can be. Look at downdetector.com/status/spotify for others who have it.`;
