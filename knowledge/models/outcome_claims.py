"""Claims about the person's own music and their near misses, made by a grammar: lessons for the head of the outcome alone.

A claim ends a conversation, so its head must know what makes one: whose music (mine, another app's, somebody else's), when
(now, yesterday, some day), how sure, denied or not. People's messages show each of these a few times; the grammar shows
every combination. Its lines have no label but "nav:fixed" and "nav:not-fixed"; nothing in them comes from a measuring set.
"""

P = lambda text: [part.strip() for part in text.split("|")]  # noqa: E731

SLOTS = {
    "it": P("it|spotify|the app|the music|my music|everything|the player|the whole thing|my playlist|the song|the desktop app|the web player|it all"),
    "works": P("works|plays|is playing|is working|runs|loads|streams|is fine|is running|is back|is back on|is alive|goes|works like a charm|plays fine|is up and running|behaves|sings again|is back to normal|works perfectly"),
    "worked": P("worked|played|was fine|was working|was playing|ran|loaded|was ok|streamed without trouble"),
    "work": P("work|play|load|run|stream|be back|be fine|come back|be working|be playing|start"),
    "working": P("working|playing|loading|running|back|up|fixed|fine|ok|solved|streaming"),
    "fails": P("won't play|doesn't work|fails|is broken|shows the error|says 502|won't load|is dead|is silent|just spins|doesn't play|refuses to play|keeps failing|isn't working|gives the same error|stops right away"),
    "now": P("now|again|again now|at last|finally|once more|as of now|since a minute||||properly|here"),
    "yesterday": P("yesterday|last week|this morning|before the update|until an hour ago|on monday|all weekend|last night|two days ago|before lunch|earlier today|when i was at work|until today"),
    "error": P("error|502|bad gateway|the message|that error|error 502|the red bar|the spinning wheel|the blank screen"),
    "oh": P("yes!|yay|wow|ok|great|hooray|woohoo|oh nice|hey|well|brilliant|aha|hm|yep|omg|update:|right|lovely,|finally!|good news:|perfect,||||||"),
    "thanks": P("thanks|thank you so much|cheers|ty|thx|many thanks|you're a star|appreciate it|thank you|bless you|nice one||||||"),
    "step": P("restarted it|rebooted the router|logged out and in|cleared the cache|reinstalled it|turned the vpn off|updated|flushed the dns|switched to mobile data|closed it and opened it again|unplugged the modem|did that|did it twice|tried your trick"),
    "artist": P("abba|bach|the beatles|my podcast|a bit of jazz|the new album|miles davis|taylor|my running mix|the first song|radiohead|drum and bass|my audiobook"),
    "other": P("youtube|netflix|apple music|deezer|soundcloud|the radio|whatsapp|amazon music|my internet|the wifi|the tv|google|tidal|the browser|the router|the speaker|the podcast app|the page|instagram"),
    "who": P("my wife's phone|my son's laptop|my neighbour|a friend of mine|my sister|my mum's ipad|my colleague|my roommate|my boyfriend|the kids' tablet|my dad's computer|somebody on reddit|my husband's phone"),
    "skips": P("skips|stutters|stops after a minute|only some songs load|the sound is choppy|search is still empty|very slowly|no covers show|it lags|cuts out|only my downloads|only podcasts|the search fails|half the playlists are missing|it takes ages to start"),
    "while": P("for a minute|for two songs|for ten seconds|for a while|half an hour|one song long|a short moment|for a bit"),
    "device": P("phone|laptop|ipad|pc|tablet|desktop|macbook|android|iphone"),
    "net": P("mobile data|4g|5g|the hotspot|my neighbour's wifi|cellular|the office wifi|cable"),
    "hope": P("hope|i hope|hopefully|let's hope|fingers crossed|praying that|i'd love it if|can't wait until|wish|if only|let's see if|let me see whether|i'll tell you if|tell me when|call me when|wake me up when"),
    "think": P("i think|maybe|it looks like|seems like|i guess|probably|could be that|not sure but|looks as if|i have the feeling|kind of:|apparently|i believe"),
}

FIXED = P("""{oh} {it} {works} {now} {thanks}|{it} {works} {now}|{step} and {it} {works} {now}|{step}, {it} {works} {now}, {thanks}|{oh} that did it {thanks}
|{oh} that fixed it|{oh} that worked {thanks}|that was it, {it} {works}|{oh} the {error} is gone {now}|no more {error}, {it} {works}|{error} gone, {artist} is on|{oh} i can hear {artist} {now}
|listening to {artist} right now {thanks}|{artist} is playing as we speak|i have sound {now} {thanks}|{oh} music is on {now}|{thanks}, all good here {now}|{step} and got my music back
|you can close this, {it} {works} {now}|no need any more, {it} {works}|solved, {thanks}|sorted {thanks}|fixed! {thanks}|{oh} we have music {now}|problem solved, {it} {works}|{oh} it did the trick
|{oh} back in business|{step}. {it} {works} {now}. {thanks}|{oh} {artist} came right on after i {step}|don't know what happened but {it} {works} {now}|did nothing and {it} {works} {now}, by itself
|it was the vpn, {it} {works} without it|it wasn't that, i {step} and {it} {works} {now}|{it} {works} {now}, no {error} any more|both my {device} and my {device} play {now}|works on wifi and on {net} {now}
|yesterday it failed all day, {now} {it} {works}|it {fails} no more, {it} {works} {now}|i thought it would never end but {it} {works} {now}|not broken any more {thanks}|nothing wrong any more, {it} {works}""")
NONE = P("""does {it} {work} {now}?|is {it} {working} {now}?|is it {working} for you?|will {it} {work} after that?|should {it} {work} {now}?|how will i know that {it} {works}?|when will {it} {work} again?|is it supposed to {work} {now}?
|{hope} {it} {works} {now}|{hope} that {works}|{hope} {it} {works} by tonight|{it} {worked} {yesterday}|{yesterday} {it} {worked} without any problem|{it} always {worked} before|{other} {works} {now}|{other} is {working} fine
|{who} has no problem, there {it} {works}|{who} says {it} {works} {now}|{who}: {it} {works} there|{other} {works}, so it's not my connection|if {it} {works} i'll tell you|if that worked i would be happy|would it {work} if i {step}?
|i'll see if {it} {works} later|{step}, let's see if {it} {works}|{step}, waiting|please|go on|ok next|sure|ok do it|sounds good|what does it mean when {it} {works} for others?|what if {it} {works} {now} and fails tomorrow?
|the page says all is {working}|your page says it's {working}|the status page is {working}|the router is {working} {now}, what next?|my internet is {working} again, testing|can you make {it} {work}?|i want {it} to {work}|get {it} {working} please
|i need {it} {working} for a party tonight|how do i get {it} {working}?|usually {it} {works} after a restart|it {works} in theory|{who} fixed it by reinstalling|on reddit they say it's {working}|the restart worked, now to spotify|the update worked, what's next?
|that step worked, opening spotify now|i got the settings to {work}, and then?|the login worked, what now?|clearing the cache worked, now what?|just to be clear, {it} {worked} {yesterday}|do you think that {it} {works} {now}?|tell me once {it} {works}""")
NOT = P("""{it} {fails} {now}|{oh} {it} still {fails}|{step}, {it} still {fails}|{step} but {it} {fails}|no, {it} {fails}|nope|didn't help|that did nothing|no change|same {error}|still {error}|{step} and still {error}|not {working}|{it} is not {working}
|{it} doesn't {work}|wish {it} {worked}, it doesn't|oh sure, {it} {works} great. not|yeah right, {it} "{works}"|{other} {works} but {it} {fails}|{who} can listen, for me {it} {fails}|{it} {worked} {yesterday}, today {it} {fails}
|they say it's {working} but {it} {fails}|the page says all is {working} but {it} {fails}|{it} never {worked}|the restart worked but {it} still {fails}|tried everything, {it} {fails}|if only, still {error}|not fixed at all|far from {working}|{it} {works} my foot
|thanks but {it} {fails}|i hoped {it} would {work}, no|no luck, {error} stays|zero difference|{step}, {error} again|nothing {works}|neither helped|i thought so: {error}""")
PARTLY = P("""{it} {works} {now} but {skips}|{it} {works}, it just {skips}|better, but {skips}|{it} {worked} {while} and then {error} came back|it played {while}, now {error} again|worked {while}, gone again|{it} {works} on my {device}, not on the {device}
|my {device} {works} {now}, the {device} still has the {error}|{device} fixed, {device} not|plays on {net} but not on wifi|works on {net} only|{step}, {it} {works} {while} and stops|some songs play {now}|almost: {it} {works} but {skips}
|half fixed, {skips}|getting better, {skips}|{it} {works} sometimes|every second song {works}|{it} {works} {now}, though {skips}|thought it was fixed, {error} is back|spoke too soon, {error} again|it came back {while} and died|{error} is gone but {skips}|the app opens {now} but {skips}""")
UNSURE = P("""{think} {it} {works} {now}|{think} it's {working}|{it} seems to {work}|{it} might be {working}|{think} {it} {works}, will keep an eye on it|not sure if {it} {works}|can't tell yet, {it} looks better|{it} {works} {now}, i think|{it} {works}... i guess
|hard to say, {it} may {work}|could be fixed|feels better, not sure|{think} that helped|kind of|sort of|i think so|probably fixed|not certain but {it} seems {working}|maybe?|haven't really tried but {think} {it} {works}""")
SHARES = [("fixed", FIXED, 800), ("none", NONE, 900), ("not-fixed", NOT, 350), ("partly", PARTLY, 350), ("unsure", UNSURE, 200)]


def filled(rng, template):
    while "{" in template:
        start = template.index("{")
        end = template.index("}", start)
        template = template[:start] + rng.choice(SLOTS[template[start + 1:end]]) + template[end + 1:]
    words = " ".join(template.split()).strip(" ,")
    return words[:1].upper() + words[1:] if rng.random() < 0.3 else words


def claims(rng, steps):
    """[(text, outcome, awaiting, step)], each text once, in a fixed order."""
    out, seen = [], set()
    for outcome, templates, count in SHARES:
        made = 0
        while made < count:
            text = filled(rng, templates[made % len(templates)] if made < len(templates) else rng.choice(templates))
            made += 1
            if text in seen:
                continue
            seen.add(text)
            awaiting = rng.choices(["step-result", "observation", "idle", "resolved", "case"], [70, 8, 12, 5, 5])[0]
            out.append((text, outcome, awaiting, rng.choice(steps) if awaiting in ("step-result", "observation") else None))
    return out
