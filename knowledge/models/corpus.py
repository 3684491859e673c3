"""The sentences on which the table is tuned: text shipped in pinned packages, and a grammar of everyday messages.

Nothing here carries a label and nothing is taken from the product's training or measuring sets: the teacher's
embedding of a sentence is the only target.
"""
import ast
import glob
import io
import json
import os
import random
import re
import tarfile
import zipfile

# file in the download folder -> sha256 is checked by distil.py
SOURCES = {
    "homeassistant": "homeassistant-2026.11.0-py3-none-any.whl",
    "django": "django-5.2.19.tar.gz",
    "beets": "beets-2.14.1.tar.gz",
    "yt_dlp": "yt_dlp-2026.10.26-py3-none-any.whl",
}


# ------------------------------------------------------------------ documentation
def _sentences(text):
    text = re.sub(r"\s+", " ", text).strip()
    for s in re.split(r"(?<=[.!?])\s+(?=[A-Z\"'(])", text):
        yield s.strip()


def _rst_paragraphs(text):
    for par in re.split(r"\n\s*\n", text):
        lines = [l for l in par.split("\n") if l.strip()]
        if not lines:
            continue
        if any(l.startswith(("    ", "\t", ">>>", "$", "..", ":")) for l in lines) or \
                any(re.fullmatch(r"\s*[=\-~^\"'`#*+.]{3,}\s*", l) for l in lines):
            continue
        t = " ".join(lines)
        t = re.sub(r":[\w:\-+]+:`~?!?([^`<]*?)\s*(<[^`]*>)?`", r"\1", t)
        t = re.sub(r"`+([^`<]*?)\s*(<[^`]*>)?`+_*", r"\1", t)
        t = re.sub(r"\*\*?([^*]+)\*\*?", r"\1", t)
        t = re.sub(r"^\s*([*\-#]|\d+\.)\s+", "", t)
        yield t


def _good(s):
    if not 8 <= len(s) <= 220:
        return False
    letters = sum(c.isalpha() or c == " " for c in s)
    if letters < 0.85 * len(s) or "`" in s or "::" in s or "http" in s or "_" in s:
        return False
    return 2 <= len(s.split()) <= 32


def docs(folder):
    out = []
    p = os.path.join(folder, SOURCES["homeassistant"])
    found = set()

    def walk(o):
        if isinstance(o, str):
            found.add(o)
        elif isinstance(o, dict):
            for v in o.values():
                walk(v)
    with zipfile.ZipFile(p) as z:
        for n in sorted(z.namelist()):
            if re.fullmatch(r"homeassistant/components/[a-z0-9_]+/strings\.json", n):
                walk(json.loads(z.read(n)))
    ha = []
    for s in sorted(found):
        if "%key" in s:
            continue
        s = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", s)
        s = re.sub(r"[*`]", "", s)
        s = re.sub(r"\{(\w+)\}", lambda m: m[1].replace("_", " "), s)
        ha += list(_sentences(s))
    out.append(("homeassistant", ha))
    for key, ext, sub in (("django", ".txt", "/docs/"), ("beets", ".rst", "/docs/")):
        got = []
        with tarfile.open(os.path.join(folder, SOURCES[key])) as t:
            for m in sorted((m for m in t.getmembers() if m.isfile()), key=lambda m: m.name):
                if sub in m.name and m.name.endswith(ext) and "/releases/0" not in m.name:
                    txt = t.extractfile(m).read().decode("utf-8", "replace")
                    for par in _rst_paragraphs(txt):
                        got += list(_sentences(par))
        out.append((key, got))
    got = []
    with zipfile.ZipFile(os.path.join(folder, SOURCES["yt_dlp"])) as z:
        for n in sorted(z.namelist()):
            if n.endswith("README.txt") or n.endswith("yt_dlp/options.py"):
                txt = z.read(n).decode("utf-8", "replace")
                if n.endswith(".py"):
                    for node in ast.walk(ast.parse(txt)):
                        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                            got += list(_sentences(node.value))
                else:
                    for par in _rst_paragraphs(txt):
                        got += list(_sentences(par))
    out.append(("yt_dlp", got))
    return [(k, sorted({s for s in v if _good(s)})) for k, v in out]


# ------------------------------------------------------------------ everyday messages, by grammar
L = lambda s: [x.strip() for x in s.split("|")]  # noqa: E731

DOMAINS = {
    "app": dict(
        thing=L("app|website|page|account|password|login|login screen|video|video call|chat|email|inbox|newsletter|update|"
                "download|file|folder|photo|backup|search box|settings menu|profile|username|subscription|notification|"
                "browser|browser tab|extension|game|high score|calendar|reminder|contact list|map|translation|"
                "keyboard|camera|microphone|playlist|song|album|podcast|episode|radio station|audiobook|playback|stream|"
                "web player|desktop app|phone app|lyrics|queue|music|cache|storage|data|cookies|firewall|proxy|vpn|dns"),
        act=L("open|close|restart|reset|delete|install|uninstall|reinstall|update|download|upload|share|rename|find|"
              "back up|restore|sync|log in to|log out of|sign up for|turn on|turn off|unlock|block|mute|search|print|"
              "export|cancel|reload|refresh|play|pause|skip|shuffle|clear|flush|disable|enable|change"),
        bad=L("keeps crashing|won't load|will not open|is frozen|is stuck on a white screen|shows an error|says server error|"
              "shows a blank page|is very slow|does not respond|disappeared|keeps logging me out|just spins|stopped working|"
              "says no internet|gives me a code|times out|asks for a password again|is all grey|won't play|keeps buffering|"
              "cuts out after a few seconds|says something went wrong|throws a gateway error|says try again later|"
              "is down|is offline|cannot connect|says service unavailable|is broken")),
    "device": dict(
        thing=L("phone|iphone|android phone|tablet|ipad|laptop|macbook|desktop computer|pc|windows machine|linux box|"
                "chromebook|tv|smart speaker|game console|printer|router|modem|wifi|internet connection|network|hotspot|"
                "bluetooth headset|headphones|earbuds|charger|battery|screen|mouse|watch|camera|doorbell|remote|"
                "car stereo|dishwasher|washing machine|fridge|oven|vacuum|heater|thermostat|lamp|alarm clock|projector|"
                "microwave|hard drive|memory card|usb cable|power cord|ethernet cable|samsung galaxy|pixel|xbox|playstation"),
        act=L("restart|reboot|reset|charge|plug in|unplug|repair|clean|return|replace|connect|disconnect|pair|set up|"
              "turn on|turn off|switch off|update|open|sell|move|hook up|power cycle|factory reset|log in on|use"),
        bad=L("won't turn on|is broken|makes a strange noise|keeps disconnecting|is not charging|is overheating|drops out|"
              "has no signal|is blinking red|is too slow|died this morning|has a cracked screen|won't pair|leaks water|"
              "smells like burning|is stuck|shows a black screen|restarts by itself|has no sound|is out of date|"
              "can't find the network|was working yesterday|is full|freezes all the time")),
    "money": dict(
        thing=L("bank account|credit card|debit card|card payment|bank transfer|direct debit|balance|bill|invoice|refund|"
                "receipt|loan|mortgage|rent|salary|paycheck|tax return|pin|exchange rate|fee|deposit|cheque|top up|"
                "gift card|discount code|insurance claim|insurance policy|pension|savings account|budget|credit score|"
                "spending limit|transaction|cash withdrawal|student discount|family plan|premium plan|free trial"),
        act=L("pay|cancel|check|increase|lower|dispute|transfer|freeze|activate|order|report|verify|apply for|close|open|"
              "get back|calculate|split|renew|pay off|top up|change|claim|avoid"),
        bad=L("was declined|has not arrived|is wrong|was charged twice|is still pending|got stolen|was lost|has expired|"
              "is too high|failed|is missing|was rejected|disappeared from my statement|shows the wrong amount|"
              "was taken without my permission|is late again|got swallowed by the machine")),
    "travel": dict(
        thing=L("flight|train|bus|taxi|hotel room|rental car|passport|visa|boarding pass|luggage|suitcase|reservation|"
                "booking|ticket|trip|holiday|airport|seat|timetable|parking space|car|tire|engine|oil|gas tank|driving licence|"
                "traffic|route|directions|bike|ferry|restaurant table|vaccination|travel alert|time zone|plug socket"),
        act=L("book|cancel|change|find|rent|reserve|confirm|pack|pay for|check|upgrade|reschedule|look up|park|fix|renew|"
              "track|share"),
        bad=L("is delayed|was cancelled|is overbooked|got lost|is too expensive|is fully booked|has the wrong name|"
              "is nowhere to be found|broke down|has a flat|arrived late|was dirty|is stuck in traffic")),
    "home": dict(
        thing=L("light|kitchen light|front door|garage door|heating|temperature|curtain|window|tap|shower|toilet|sink|garden|"
                "lawn|roof|fence|wall|carpet|sofa|bed|chair|table|mirror|laundry|dishes|trash|shopping list|to do list|"
                "alarm|timer|electricity|water|gas|neighbour|landlord|parcel|delivery|mail|key|lock|pet|dog|cat|plant"),
        act=L("turn on|turn off|open|close|lock|clean|paint|fix|move|water|feed|order|add something to|remove|set|dim|buy|"
              "throw away|repair|measure|find|hide|walk"),
        bad=L("is broken|is too loud|is leaking|is too cold|is stuck|is missing|smells|does not close|has stopped|is dirty|"
              "makes me angry|flickers|went out|is on fire|never arrived")),
    "food": dict(
        thing=L("recipe|chicken|rice|pasta|soup|bread|cake|pizza|salad|egg|coffee|tea|beer|wine|steak|fish|curry|sauce|"
                "dinner|lunch|breakfast|takeaway|restaurant|menu|calories|sugar|salt|ingredient|cheese|apple|chocolate"),
        act=L("cook|bake|order|eat|buy|make|freeze|warm up|substitute|find|recommend|season|boil|grill|deliver|store"),
        bad=L("tastes bad|is burnt|is cold|went off|is too salty|is raw|has too many calories|never came|is sold out")),
    "people": dict(
        thing=L("doctor|dentist|appointment|meeting|boss|manager|colleague|teacher|lesson|homework|exam|school|university|"
                "job|interview|day off|vacation|sick leave|contract|birthday|wedding|party|present|friend|husband|wife|son|"
                "daughter|mother|father|boyfriend|girlfriend|kid|grandma|baby|team|customer|agent|technician|support team|"
                "someone real|supervisor|engineer|lawyer|policeman|actor|singer|band|president"),
        act=L("call|email|text|meet|visit|ask|remind|book|cancel|postpone|thank|invite|contact|talk to|speak to|find|"
              "message|wait for|complain to|help|hire"),
        bad=L("is late|is not answering|is angry with me|hung up on me|is sick|forgot about me|does not understand me|"
              "is on holiday|said no|never called back|was rude|can't help")),
    "health": dict(
        thing=L("headache|back|knee|fever|cough|blood pressure|prescription|medicine|pill|diet|weight|sleep|workout|heart rate|"
                "allergy|skin|tooth|eye|hospital|vaccine|stress|sugar level|step count"),
        act=L("measure|treat|check|lower|improve|track|take|stop|avoid|cure|log|get rid of"),
        bad=L("hurts|is getting worse|is too high|won't go away|came back|keeps me awake|is swollen|ran out")),
    "news": dict(
        thing=L("weather|forecast|rain|storm|news|football score|match|election|stock price|movie|film|series|book|joke|story|"
                "quiz|word|meaning of a word|capital of france|population|history|language|sentence|definition|distance|"
                "date|time|holiday|recipe|fun fact|song title|poem|riddle|lottery number|horoscope"),
        act=L("tell me|look up|read|translate|spell|explain|find|watch|play|check|repeat|guess|write"),
        bad=L("is wrong|is boring|is scary|surprised me|makes no sense|is in the wrong language|is old")),
}
WHEN = L("today|yesterday|this morning|tonight|since last night|since the update|all day|for three days|again|every time|"
         "right now|at the moment|after the restart|last week|for an hour|when i press play|at work|at home|at school|in the car|"
         "on my phone|on my laptop|on the tv|on both|in the evening|on mobile data|on wifi|for the second time|out of nowhere|"
         "as usual|once more|before lunch|until tomorrow|in ten minutes|since monday|twice|just now|while travelling|abroad|"
         "in the browser|with the vpn on|without wifi|and i am in a hurry|already|anymore|too|this time|for good")
WHO = L("my|the|my|the|this|our|that|my wife's|my son's|your|their|his|her|another|the new|my old|the same|every|a")
POLITE = L("please|pls|thanks|thank you|if possible|asap|sorry|mate|man|bro|dear|lol|haha|ok|though|actually|i guess|ffs|ugh|"
           "cheers|ty|help")
START = L("hi|hello|hey|hey there|good morning|ok so|so|um|well|sorry but|quick question|please|listen|hmm|oh no|excuse me|"
          "ugh|yo|dear support|hi team|honestly|look|right|great|wow|oh lovely|and|but|also|actually|btw")
FRAMES = L("""how do i {a} {w} {t}|how can i {a} {w} {t} {n}|how to {a} {w} {t}|can you {a} {w} {t}|could you please {a} {w} {t} {n}|
where do i {a} {w} {t}|where can i find {w} {t}|i want to {a} {w} {t}|i need to {a} {w} {t} {n}|i would like to {a} {w} {t}|
i can't {a} {w} {t}|i cannot {a} {w} {t} {n}|i don't know how to {a} {w} {t}|i tried to {a} {w} {t} {n} but it failed|
i don't want to {a} {w} {t}|i am not able to {a} {w} {t}|i am not allowed to {a} {w} {t} {n}|do i have to {a} {w} {t}|
is it safe to {a} {w} {t}|is it hard to {a} {w} {t}|how long does it take to {a} {w} {t}|how much does it cost to {a} {w} {t}|
what happens if i {a} {w} {t}|will i lose {w} {t} if i {a2} {w2} {t2}|should i {a} {w} {t} or {a2} {w2} {t2}|
already tried to {a} {w} {t}|i did {a} {w} {t} {n}|i could not {a} {w} {t} because {w2} {t2} {b2}|let me {a} {w} {t} first|
what do i need to {a} {w} {t}|do you want me to {a} {w} {t}|who can {a} {w} {t} for me|when can i {a} {w} {t}|help me {a} {w} {t}|
{a} {w} {t}|{a} {w} {t} {n}|please {a} {w} {t}|don't {a} {w} {t}|{a} {w} {t} and {a2} {w2} {t2}|why should i {a} {w} {t}|
show me how to {a} {w} {t} step by step|explain how to {a} {w} {t} again|what is {w} {t}|what does {w} {t} mean|what's wrong with {w} {t}|
{w} {t} {b}|{w} {t} {b} {n}|{w} {t} {b} and {w2} {t2} {b2}|why is it that {w} {t} {b}|{w} {t} {b}, what now|{w} {t} {b}, is it my fault|
i think {w} {t} {b}|my friend says {w} {t} {b}|{w} {t} {b} but {w2} {t2} is fine|{w} {t} still {b} after i {a} {w2} {t2}|
{w} {t} no longer {b}|is {w} {t} working for anyone else|is there a problem with {w} {t} {n}|{w} {t} is fine, it is {w2} {t2} that {b2}|
it is not {w} {t}, it is {w2} {t2}|i have {w} {t} not {w2} {t2}|i am on {w} {t} {n}|i am using {w} {t}|it happens on {w} {t}|
{t} {b}|{t} {n}|{t}|{t} problem|{t} issue {n}|{t} not working|no {t}|{t} again|{t} help|new {t}|my {t}|{t} or {t2}|{w} {t} works now|
{w} {t} is working again {n}|{w} {t} came back|the {t} is good now|still no {t}|{w} {t} and {w2} {t2}|when will {w} {t} be back|
when will {w} {t} be fixed|how long until {w} {t} works|how serious is it when {w} {t} {b}|is it just me or {w} {t} {b}|
does everyone have this problem with {w} {t}|whose fault is it that {w} {t} {b}|do i need tools for {w} {t}|will {w} {t} be deleted|
can i keep {w} {t} if i {a} {w2} {t2}|is {w} {t} dangerous|who do i contact about {w} {t}|should i call somebody about {w} {t}|
tell me about {w} {t}|i love {w} {t}|i hate {w} {t}|i forgot {w} {t}|i lost {w} {t} {n}|i bought {w} {t} {n}|i have no {t}|there is no {t}|
which {t} is the best|how many {t} are there|{t} price|cheap {t}|is {w} {t} free|what is the difference between {w} {t} and {w2} {t2}|
skip {w} {t}|i'd rather not {a} {w} {t}|not going to {a} {w} {t}|back to {w} {t}|next {t}|previous {t}|forget {w} {t}|
wait, {w} {t} {b}|hold on, let me {a} {w} {t}|done, i {a} {w} {t}|ok i will {a} {w} {t} {n}|nope, {w} {t} {b}|yes, {w} {t} {b}|
no, it's {w} {t}|yes, {w} {t}|thanks, {w} {t} works|{t} says {b}|someone told me to {a} {w} {t}|{w} {t} {b} even though i {a} {w2} {t2}""".replace("\n", ""))

# Conversation moves: whole phrases, joined and varied below.
MOVES = L("""yes|no|yeah|yep|nope|nah|sure|ok|okay|alright|fine|maybe|not sure|i don't know|no idea|of course|go ahead|go on|please do|
no thanks|not really|not yet|never|always|exactly|that's right|that is wrong|correct|wrong|i think so|i don't think so|absolutely|definitely|
it works|it works now|it's working|working again|that did it|that fixed it|fixed|all good now|problem solved|sorted|success|finally|hooray|
we're back|it's back|back to normal|that was it|it didn't work|it did not help|no luck|no change|still the same|same error|same thing|
still broken|still not working|didn't fix it|no difference|nothing happens|nothing changed|it's worse now|even worse|it failed again|
same problem|not fixed|doesn't work|that was useless|no joy|nada|zilch|it worked for a minute and then stopped|it came back|
next|next step|next one|skip|skip this|skip it|move on|something else|what else|another idea|i already did that|did that already|been there done that|
tried that|can't do that|i can't do this one|not possible for me|i won't do that|i don't have one|i'm not allowed to|too complicated|
go back|back|previous|one step back|the one before|return to the last step|undo|what was the step before|i went too fast|
repeat|say that again|again please|what|huh|pardon|come again|i don't understand|i don't get it|can you explain that|what do you mean|
in simple words|i'm lost|too fast|show me again|could you rephrase that|that makes no sense|sorry, what was that|
start over|start again|from the beginning|from the top|restart|begin again|let's do it all again|first step|from scratch|
stop|cancel|quit|exit|enough|forget it|never mind|i give up|leave it|later|not now|another time|i'll try tomorrow|i have to go|gotta run|
i don't have time|let's stop here|no more|i'm done with this|that's enough|wait|hold on|one moment|one second|give me a minute|just a sec|hang on|
i'm doing it|working on it|still doing it|it is still loading|it's rebooting|almost done|bear with me|let me check|brb|be right back|i'm at the door|
done|did it|finished|ok done|i did|completed|i've done it|all done|i'm back|where were we|let's continue|continue|carry on|resume|pick up where we left off|
ready|i'm ready|let's go on|what's left|how many steps are left|how many more|show me all the steps|list everything|give me an overview|how far are we|
is that all|are we nearly done|i want a human|talk to a person|real person please|agent|operator|customer service|let me speak to someone|
can i talk to somebody|this bot is useless|are you a robot|are you human|who are you|what is your name|what can you do|how can you help|help|
help me|what do you do|what are my options|hello|hi|hey|good morning|good afternoon|good evening|howdy|greetings|what's up|how are you|nice to meet you|
thanks|thank you|thx|ty|cheers|much appreciated|thanks a lot|you're the best|great help|you've been very helpful|that's kind|bless you|
bye|goodbye|see you|see you later|take care|have a nice day|good night|talk soon|i'm off|that's all|over and out|ciao|
great|nice|cool|awesome|perfect|wonderful|lovely|fantastic|terrible|awful|horrible|annoying|ridiculous|this is a joke|brilliant, broken again|
oh great, the same error again|lovely, still nothing|thanks for nothing|well that helped a lot, not|i'm so angry|i'm frustrated|this is frustrating|
i'm confused|i'm tired|i'm bored|i'm happy|you are stupid|i love you|tell me a joke|sing me a song|what is love|
is it my fault|is it me|did i break it|did i do something wrong|whose fault is it|is it you or me|is it on your side|is it their server|
am i the only one|is it only me|is it just me|does everyone have this|are others affected|is it down|is it down for everyone|is the service down|
how long will it take|how long does this last|when will it be fixed|when is it over|will it go away by itself|how much longer|how long do i have to wait|
how long do the steps take|how much time do i need|is it quick|will this take all day|is it difficult|is it easy|can i do it myself|can a beginner do this|
do i need to be technical|is it serious|is it dangerous|should i worry|is it a virus|is my account hacked|is this bad|is it harmful|
do i need any tools|what do i need|do i need a screwdriver|do i need anything special|will i lose my data|will my files be deleted|do i have to download everything again|
do i keep my stuff|will it delete my songs|should i call a technician|do i need a professional|should i contact support|how do i contact support|
who should i call|is there a phone number|what does it mean|what does this error mean|what is this error|why does this happen|what is going on|
what causes this|what is that code|the status page says all is fine|it says no problems reported|status is green but it does not work|
everything looks normal there|it comes back every day|why does it keep coming back|on my phone|on my computer|on the laptop|my mac|windows 11|
windows ten|an iphone|android|samsung|linux|ubuntu|the website|in chrome|in my browser|the tv|smart tv|my speaker|in the car|playstation|
i'm on a tablet|it's an old phone|the apple one|not the phone, the computer|none of these|something different|both of them|i don't know which|
how do i clear the cache|how do i restart the router|how do i change the network|how do i switch off the vpn|how do i update the app|
how do i flush dns|how do i reinstall it|how do i log out and in again|where do i see the status|how do i force close an app|
what's the weather like|what time is it|order me a pizza|play some jazz|turn up the volume|how old are you|where do you live|who won the match|
error 404|error 500|error 503|code 17|bad gateway|service unavailable|connection refused|access denied|page not found|502 bad gateway|
internal server error|gateway timeout|no connection|offline|no internet|timeout|invalid password|account locked|payment failed|file not found""".replace("\n", ""))

_NOISE = {
    "you": "u", "are": "r", "please": "pls", "thanks": "thx", "because": "cuz", "to": "2", "for": "4", "your": "ur",
    "i don't": "i dont", "don't": "dont", "can't": "cant", "won't": "wont", "doesn't": "doesnt", "it's": "its",
    "i'm": "im", "what's": "whats", "going to": "gonna", "want to": "wanna", "don't know": "dunno", "minute": "min",
    "people": "ppl", "tomorrow": "tmrw", "though": "tho", "really": "rly", "something": "smth", "with": "w",
    "okay": "k", "message": "msg", "password": "pw", "phone": "fone", "computer": "comp", "internet": "net",
    "and": "n", "be right back": "brb", "didn't": "didnt", "isn't": "isnt", "that's": "thats", "i'll": "ill", "let's": "lets",
    "again": "agen", "what": "wat", "the": "da", "have": "hav", "never mind": "nvm", "before": "b4", "yes": "ya", "love": "luv",
}
_NOISE_RE = re.compile(r"\b(" + "|".join(sorted(map(re.escape, _NOISE), key=len, reverse=True)) + r")\b")
_KEYS = {k: v for k, v in zip("qwertyuiopasdfghjklzxcvbnm",
         "wa es wrd etf ryg tuh yij uok ipl ol aqsz adwx sfec dgrv fhtb gjyn hkum jlin kop xas zcsd xvdf cbfg vnghn bmhj njk".split())}


def noisy(rng, s):
    """A mistyped or chatty rendering of a sentence; the target stays the clean one."""
    k = rng.random()
    if k < 0.45:
        s2 = _NOISE_RE.sub(lambda m: _NOISE[m[1]] if rng.random() < 0.7 else m[1], s.lower())
        if s2 != s.lower():
            return s2
    words = s.split(" ")
    idx = [i for i, w in enumerate(words) if len(w) >= 4 and w.isalpha()]
    rng.shuffle(idx)
    for i in idx[:1 if len(words) < 8 else 2]:
        w = words[i]
        p = rng.randrange(0, len(w) - 1)
        how = rng.randrange(5)
        if how == 0:
            w = w[:p] + w[p + 1] + w[p] + w[p + 2:]
        elif how == 1:
            w = w[:p] + w[p + 1:]
        elif how == 2:
            w = w[:p] + w[p] + w[p:]
        elif how == 3:
            c = _KEYS.get(w[p].lower(), "e")
            w = w[:p] + rng.choice(c) + w[p + 1:]
        else:
            c = _KEYS.get(w[p].lower(), "e")
            w = w[:p] + rng.choice(c) + w[p:]
        words[i] = w
    if rng.random() < 0.15 and len(words) > 2:
        i = rng.randrange(len(words) - 1)
        words[i:i + 2] = [words[i] + words[i + 1]]
    return " ".join(words)


def everyday(rng, n):
    out = set()
    keys = sorted(DOMAINS)
    weights = [6 if k in ("app", "device") else 2 for k in keys]
    while len(out) < n:
        if rng.random() < 0.16:
            k = rng.random()
            s = rng.choice(MOVES)
            if k < 0.35:
                s = rng.choice(START) + " " + s
            elif k < 0.6:
                s = s + " " + rng.choice(POLITE)
            elif k < 0.85:
                s = s + rng.choice([", ", " ", " and ", " but ", ". "]) + rng.choice(MOVES)
            elif k < 0.95:
                s = s + " " + rng.choice(WHEN)
        else:
            d = DOMAINS[rng.choices(keys, weights)[0]]
            d2 = d if rng.random() < 0.7 else DOMAINS[rng.choice(keys)]
            f = rng.choice(FRAMES)
            s = f.format(a=rng.choice(d["act"]), a2=rng.choice(d2["act"]), w=rng.choice(WHO), w2=rng.choice(WHO),
                         t=rng.choice(d["thing"]), t2=rng.choice(d2["thing"]), n=rng.choice(WHEN),
                         b=rng.choice(d["bad"]), b2=rng.choice(d2["bad"]))
            k = rng.random()
            if k < 0.12:
                s = rng.choice(START) + (", " if rng.random() < 0.5 else " ") + s
            elif k < 0.22:
                s = s + " " + rng.choice(POLITE)
            elif k < 0.32:
                s = s + rng.choice([", ", ". ", " ", " and "]) + rng.choice(MOVES)
            elif k < 0.38:
                s = rng.choice(MOVES) + rng.choice([", ", ". ", " "]) + s
        if rng.random() < 0.3 and s.split(" ")[0] in ("how", "what", "why", "where", "is", "can", "do", "should", "will", "who", "when", "does", "could", "which", "are"):
            s += "?"
        elif rng.random() < 0.12:
            s += rng.choice([".", "!", "...", "!!"])
        out.add(s)
    return sorted(out)


WFRAMES = L("""{x}|{x} {y}|{x} {y} {z}|the {x}|my {x} is {y}|how do i {x} the {y}|what is {x}|what does {x} mean|i am {x}|i {x} the {y}|it is {x} and {y}|
why is the {x} {y}|can you {x} my {y}|where is the {x}|the {x} was {y} by the {z}|{x} {y} in {z}|i need a {x} for my {y}|not {x} but {y}|
please {x} {y}|is it {x}|i don't {x} {y}|{x} of the {y}|a {x} {y} with {z}|they {x} the {y} again|he said {x}|who is {x}|tell me about {x} and {y}|
do you have {x} {y}|i want {x}|there is a {x} on my {y}|is {x} better than {y}|no {x} {y}|very {x} {y}|we {x} to {y}""".replace("\n", ""))


def words_in_frames(rng, words, n):
    """Every word of the vocabulary in short frames, the frequent ones more often."""
    out = set()
    i = 0
    while len(out) < n:
        x = words[i % len(words)] if i < 2 * len(words) else words[int(len(words) * rng.random() ** 2)]
        y, z = (words[int(len(words) * rng.random() ** 2)] for _ in "yz")
        i += 1
        out.add(rng.choice(WFRAMES).format(x=x, y=y, z=z))
    return sorted(out)


def corpus(folder, words, n_docs=45000, n_everyday=60000, n_words=45000, seed=20261122):
    """(train, held): lists of (source, sentence), deterministic."""
    rng = random.Random(seed)
    parts = docs(folder)
    ha = dict(parts)["homeassistant"]
    rest = sorted({s for k, v in parts if k != "homeassistant" for s in v})
    rng.shuffle(rest)
    rng.shuffle(ha)
    half = min(len(ha), n_docs // 2)
    doc = [("docs", s) for s in ha[:half] + rest[:n_docs - half]]
    lines = doc + [("everyday", s) for s in everyday(rng, n_everyday)] + \
        [("words", s) for s in words_in_frames(rng, words, n_words)]
    rng.shuffle(lines)
    held = [x for x in lines[:3000]]
    return lines[3000:], held


if __name__ == "__main__":
    import sys
    for k, v in docs(sys.argv[1]):
        print(k, len(v))
        for s in random.Random(3).sample(v, min(8, len(v))):
            print("   ", s)
    r = random.Random(1)
    for s in r.sample(everyday(r, 3000), 40):
        print(s, "||", noisy(r, s))
