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
