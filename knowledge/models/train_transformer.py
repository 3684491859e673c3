#!/usr/bin/env python3
"""Fine-tunes all-MiniLM-L6-v2 on the phrasings and messages: transformer.bin and its fixtures. See README.md.

    python train_transformer.py [--out DIR] [--without FILE] [--measure FILE,FILE] [--steps N]

Texts are read as they are written, not normalised, so that the model errs otherwise than the n-grams do. Before a text
stand words for what was asked last and for the step on screen. One head says the intent, one whether it is out of scope,
the others the facts of `eval/facts.md`: outcome, person wanted, status, what was said of the step on screen, steps,
devices with their roles, questions. --measure tells after every round how it reads labelled files, --without leaves out
the lines in a file (one JSON string a line).
"""
import enc_common

if __name__ == "__main__":
    enc_common.pin_environment()

import argparse
import collections
import glob
import hashlib
import json
import math
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
import yaml
from transformers import BertModel

from enc_common import Teacher, encode_ids, model_dir
from outcome_claims import claims

HERE = os.path.dirname(os.path.abspath(__file__))
# ------------------------------------------------------------------ settings that the bytes depend on
SEED, ROUNDS, BATCH = 1, 3, 32
RATE, HEAD_RATE, WARM, DECAY = 1.5e-4, 2e-3, 0.1, 0.01
SMOOTHING, MISTYPED, GATE_WEIGHT, JOINED = 0.1, 0.25, 0.5, 0.6
LONGEST = 96             # word pieces of a text, its two ends included
COMMON = 20_000          # pieces up to this number are kept, rarer ones only where a phrasing has them
KEYS = dict(zip("qwertyuiopasdfghjklzxcvbnm",
                "wa qes wrd etf ryg tuh yij uok ipl o qsz awdx sefc drgv fthb gyjn hukm jil ko asx zsdc xdfv cfgb vghn bhjm njk".split()))


# ------------------------------------------------------------------ lessons
OUTCOMES = ["none", "fixed", "not-fixed", "partly", "unsure"]
STEPS = ["check-status", "restart-app", "restart-router", "switch-network", "clear-cache", "disable-vpn", "update-app", "flush-dns", "reinstall", "relogin"]
SAID = ["tried", "helped", "cannot", "wants", "asks"]
DEVICES = ["windows", "macos", "linux", "ios", "android", "web", "other"]
ROLES = ["fails", "works", "unclear"]
STATUS = ["none", "outage", "fine"]
ASKS = ["faq:what-it-means", "faq:whose-fault", "faq:how-long", "faq:status-fine", "faq:who-is-affected", "faq:tools-needed", "faq:fix-time",
        "faq:difficulty", "faq:severity", "faq:professional", "faq:lose-downloads", "live-status", "case", "place", "privacy", "step-safety"]
HEADS = {"outcome": 5, "person": 1, "status": 3, "here": 6, "steps": 50, "devices": 21, "asks": 16}
# Every head attends to the words of a text by queries of its own, one for each thing it tells of (a step, a device, a question).
QUERIES = {"label": 1, "outcome": 1, "person": 1, "status": 1, "here": 1, "steps": 10, "devices": 7, "asks": 16}
STEP_WORDS = {"check-status": "status page", "restart-app": "restart app", "restart-router": "restart router", "switch-network": "other network",
              "clear-cache": "clear cache", "disable-vpn": "vpn off", "update-app": "update app", "flush-dns": "flush dns", "reinstall": "reinstall", "relogin": "log out"}


def context(awaiting, step):
    return CONTEXT[awaiting].replace(" : ", f" {STEP_WORDS[step]} : ") if step and awaiting != "idle" else CONTEXT[awaiting]


def targets(label, facts, step):
    """What the heads shall say; None where nobody labelled it."""
    if isinstance(facts, str):  # a line of the grammar of claims: its outcome
        return {"outcome": OUTCOMES.index(facts)}
    if facts is None:
        out = {"person": [1.0 if label == "human" else 0.0] if label != "none" else None}
        out["outcome"] = {"nav:fixed": 1, "nav:not-fixed": 2}.get(label, None if label.startswith(("problem", "none", "yes", "no", "thanks")) else 0)
        return out
    here = next((s["said"] for s in facts["steps"] if s["step"] == step), None) if step else None
    return {
        "outcome": OUTCOMES.index(facts.get("outcome") or "none"), "person": [float(bool(facts.get("person")))],
        "status": STATUS.index(facts.get("status") or "none"), "here": (SAID.index(here) + 1 if here else 0) if step else None,
        "steps": [float(any(s["step"] == a and s["said"] == b for s in facts["steps"])) for a in STEPS for b in SAID],
        "devices": [float(any(d["device"] == a and d["role"] == b for d in facts["devices"])) for a in DEVICES for b in ROLES],
        "asks": [float(a in facts["asks"]) for a in ASKS],
    }


CONTEXT = {"idle": "", "platform": "asked device : ", "step-result": "asked fixed : ", "resolved": "asked else : ",
           "offer-human": "asked person : ", "case": "asked wait : ", "consent": "asked consent : ", "observation": "asked seen : "}


def lessons():
    """[(text, label, awaiting, step on screen, facts)] in a fixed order; the last three are None in lines of the phrasings."""
    rows = []
    # Texts of other articles are read as if they were about the reference article, so their own phrasings are the n-grams' alone.
    with open(os.path.join(HERE, "..", "reference.yaml"), encoding="utf-8") as f:
        shared = {"background", "conversation", yaml.load(f, Loader=yaml.CSafeLoader)["article"]}
    for path in sorted(glob.glob(os.path.join(HERE, "..", "phrasings", "*.yaml"))):
        if os.path.splitext(os.path.basename(path))[0] not in shared:
            continue
        with open(path, encoding="utf-8") as f:
            said = yaml.load(f, Loader=yaml.CSafeLoader)
        none = os.path.basename(path) == "background.yaml"
        for label, texts in said.items():
            for t in texts:
                rows.append((str(t), "none" if none else label, None, None, None))
    for path in sorted(glob.glob(os.path.join(HERE, "..", "messages", "*.jsonl"))):
        for line in open(path, encoding="utf-8"):
            if not line.strip():
                continue
            m = json.loads(line)
            label = m["label"]
            if m["awaiting"] == "step-result" and label in ("yes", "no"):
                label = {"yes": "nav:fixed", "no": "nav:not-fixed"}[label]
            rows.append((m["text"], label, m["awaiting"], m.get("step"), m["facts"]))
    meant = {"fixed": "nav:fixed", "not-fixed": "nav:not-fixed"}
    for text, outcome, awaiting, step in claims(random.Random(SEED), STEPS):
        rows.append((text, meant.get(outcome) if awaiting == "step-result" else None, awaiting, step, outcome))
    return rows, sorted({row[1] for row in rows} - {"none", None})


def place(row):
    """Where a line was said: what was asked, and the step on screen."""
    return row[2], None if row[2] == "idle" else row[3]


def joined(rng, first, others):
    """A line with facts and another behind or before it: what both tell. None where they contradict each other.

    One label does not say what such a text means, so it teaches the heads for facts alone."""
    text, _, awaiting, step, facts = first
    fits = others["idle", None] if rng.random() < 0.6 else others[place(first)]
    second = rng.choice(fits)
    more = second[4]
    if second is first or len(text.split()) + len(second[0].split()) > 55:
        return None
    said, roles = {}, {}
    for one in facts["steps"] + more["steps"]:
        if said.setdefault(one["step"], one["said"]) != one["said"]:
            return None
    for one in facts["devices"] + more["devices"]:
        if roles.setdefault(one["device"], one["role"]) != one["role"]:
            return None
    outcomes = {facts.get("outcome"), more.get("outcome")} - {None}
    statuses = {facts.get("status"), more.get("status")} - {None}
    if len(outcomes) > 1 or len(statuses) > 1 or outcomes == {"fixed"}:
        return None
    both = {
        "outcome": next(iter(outcomes), None), "status": next(iter(statuses), None), "person": facts.get("person") or more.get("person"),
        "steps": [{"step": k, "said": v} for k, v in said.items()], "devices": [{"device": k, "role": v} for k, v in roles.items()],
        "asks": list({*facts["asks"], *more["asks"]}),
    }
    a, b = (text, second[0]) if rng.random() < 0.5 else (second[0], text)
    joint = rng.choice([" ", "\n", " and ", ", ", " - ", "... "]) if a.rstrip()[-1:] not in ".!?" else " "
    return (a.rstrip() + joint + b, None, awaiting, step, both)


def guessed(rng, label):
    """A context for a line without one: mostly the place where such a thing is said."""
    if rng.random() < 0.25:
        return "idle"
    kind = label.split(":")[0]
    if kind == "platform":
        return "platform" if rng.random() < 0.8 else "step-result"
    if kind == "nav":
        return "step-result" if rng.random() < 0.85 else "idle"
    if label in ("yes", "no"):
        return rng.choice(["offer-human", "resolved", "consent", "observation", "case"])
    if kind in ("faq", "step") or label in ("human", "none", "thanks", "goodbye", "help"):
        return "step-result" if rng.random() < 0.5 else "idle"
    return "idle"


def kept_pieces(words, texts):
    """The teacher's pieces that the model keeps: the two ends, then Latin ones, digits and signs that are common or used."""
    vocab = {w: i for i, w in enumerate(words)}
    used = {i for t in texts for i in encode_ids(t, vocab, 100)}
    plain = lambda w: all(c.isascii() and not c.isupper() for c in w) and not w.startswith("[")  # noqa: E731
    return [101, 102] + [i for i, w in enumerate(words) if plain(w) and (i < COMMON or i in used)]


def mistype(rng, text):
    words = text.split()
    for _ in range(1 + (rng.random() < 0.3)):
        i = rng.randrange(len(words))
        w = words[i]
        if len(w) < 4:
            continue
        j, k = rng.randrange(1, len(w) - 1), rng.random()
        if k < 0.3:
            w = w[:j] + w[j + 1:]
        elif k < 0.6:
            w = w[:j] + w[j + 1] + w[j] + w[j + 2:]
        elif k < 0.8:
            w = w[:j] + w[j] + w[j:]
        else:
            w = w[:j] + rng.choice(KEYS.get(w[j].lower(), "e")) + w[j + 1:]
        words[i] = w
    if rng.random() < 0.1 and len(words) > 3:
        words.pop(rng.randrange(len(words)))
    return " ".join(words)


class Pieces:
    """Numbers of a text's pieces as the product makes them: words that cannot be put together are left out."""

    def __init__(self, words, kept):
        self.vocab = {words[i]: at for at, i in enumerate(kept)}
        self.cache = {}

    def __call__(self, text):
        found = [i for i in encode_ids(text, self.vocab, -1, self.cache) if i >= 0]
        return [0] + found[:LONGEST - 2] + [1]


# ------------------------------------------------------------------ model
class Transformer(torch.nn.Module):
    """Six layers of the teacher, and heads that each read a mean of its last layer weighted by attention (Mullenbach 2018).

    The queries begin at zero, which is the plain mean. "label" is read by the label and by "none of ours"."""

    def __init__(self, kept, labels):
        super().__init__()
        self.bert = BertModel.from_pretrained(model_dir(), add_pooling_layer=False, attn_implementation="sdpa")
        rows = self.bert.embeddings.word_embeddings.weight.detach()[kept].clone()
        # Frozen: words that no phrasing has keep their place beside those that one has.
        self.bert.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(rows, freeze=True)
        self.drop = torch.nn.Dropout(0.1)
        self.meaning = torch.nn.Linear(384, labels)
        self.gate = torch.nn.Linear(384, 1)
        self.heads = torch.nn.ModuleDict({name: torch.nn.Linear(384, size) for name, size in HEADS.items()})
        self.queries = torch.nn.Parameter(torch.zeros(sum(QUERIES.values()), 384))

    def forward(self, ids, mask):
        x = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        attention = (x @ self.queries.T).masked_fill(mask.unsqueeze(-1) == 0, -1e9).softmax(1)
        pooled = self.drop(attention.transpose(1, 2) @ x)
        by_head = dict(zip(QUERIES, pooled.split(list(QUERIES.values()), 1)))
        label = by_head["label"].squeeze(1)
        told = {}
        for name, head in self.heads.items():
            queries = QUERIES[name]
            weights = head.weight.view(queries, -1, 384)
            told[name] = (torch.einsum("bqd,qkd->bqk", by_head[name], weights).flatten(1) + head.bias).float()
        return self.meaning(label).float(), self.gate(label).float().squeeze(-1), told


def padded(seqs):
    n = max(map(len, seqs))
    ids, mask = torch.zeros(len(seqs), n, dtype=torch.long), torch.zeros(len(seqs), n, dtype=torch.long)
    for k, s in enumerate(seqs):
        ids[k, :len(s)], mask[k, :len(s)] = torch.tensor(s), 1
    return ids, mask


def batches(rng, seqs):
    """Batches of texts of like length, in random order."""
    order = list(range(len(seqs)))
    rng.shuffle(order)
    chunks = [sorted(order[i:i + BATCH * 16], key=lambda i: len(seqs[i])) for i in range(0, len(order), BATCH * 16)]
    out = [c[i:i + BATCH] for c in chunks for i in range(0, len(c), BATCH)]
    rng.shuffle(out)
    return out


def read(model, seqs):
    """Scores of the labels, then of "none of ours", one row a text; and those of the heads."""
    model.eval()
    n = model.meaning.out_features
    out = np.zeros((len(seqs), n + 1), np.float32)
    more = {name: np.zeros((len(seqs), size), np.float32) for name, size in HEADS.items()}
    order = sorted(range(len(seqs)), key=lambda i: len(seqs[i]))
    with torch.no_grad():
        for a in range(0, len(order), 64):
            b = order[a:a + 64]
            said, none, heads = model(*padded([seqs[i] for i in b]))
            out[b] = torch.cat([said, none.unsqueeze(-1)], -1).numpy()
            for name in HEADS:
                more[name][b] = heads[name].numpy()
    return out, more


def f1(hit, truth):
    p, r = np.sum(hit & truth) / max(1, hit.sum()), np.sum(hit & truth) / max(1, truth.sum())
    return f"P {p:.3f} R {r:.3f} F {2 * p * r / max(1e-9, p + r):.3f}"


def told(model, pieces, labels, rows):
    scores, heads = read(model, [pieces(context(r["awaiting"], r.get("step")) + r["text"]) for r in rows])
    n = len(labels)
    want = lambda r: {"yes": "nav:fixed", "no": "nav:not-fixed"}.get(r["label"], r["label"]) if r["awaiting"] == "step-result" else r["label"]
    none = np.array([r["label"] == "none" for r in rows])
    right = np.array([("none" if scores[i, n] > 0 else labels[scores[i, :n].argmax()]) in [want(r), *r.get("also", [])] for i, r in enumerate(rows)])
    inner = np.array([labels[scores[i, :n].argmax()] in [want(r), *r.get("also", [])] for i, r in enumerate(rows)])
    t = [targets(r["label"], r["facts"], r.get("step")) for r in rows]
    prob = np.exp(heads["outcome"])
    prob = prob[:, 1] / prob.sum(1)
    truth = np.array([x["outcome"] == 1 for x in t])
    out = "".join(f" fixed>{c}: {f1(prob > c, truth)} false {np.sum((prob > c) & ~truth) / max(1, (~truth).sum()):.3f};" for c in (0.5, 0.7, 0.85))
    for name in ("person", "steps", "devices", "asks"):
        truth = np.array([x[name] for x in t]) > 0
        out += f" {name}: {f1(heads[name] > 0, truth)}; >-0.5 {f1(heads[name] > -0.5, truth)};"
    oc = np.mean(heads["outcome"].argmax(1) == np.array([x["outcome"] for x in t]))
    return f"label in scope {inner[~none].mean():.3f}, all {right.mean():.3f}, none recall {np.mean(scores[none, n] > 0) if none.any() else 0:.3f}; outcome acc {oc:.3f}{out}"


def train(rows, labels, pieces, kept, args):
    rng = random.Random(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    number = {label: i for i, label in enumerate(labels)}
    model = Transformer(kept, len(labels))
    heads = [p for n, p in model.named_parameters() if not n.startswith("bert.")]
    body = [p for n, p in model.named_parameters() if n.startswith("bert.") and p.requires_grad]
    adam = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=DECAY)
    # lines with facts count twice: they are like life, and alone teach the outcome. Half of the second ones are joined with another
    factual = [r for r in rows if isinstance(r[4], dict)]
    others = collections.defaultdict(list)
    for r in factual:
        others[place(r)].append(r)
    total = ROUNDS * math.ceil((len(rows) + len(factual)) / BATCH)
    slope = torch.optim.lr_scheduler.LambdaLR(adam, lambda s: min(1, (s + 1) / (WARM * total)) * max(0.0, 1 - s / total))
    measured = {m: [json.loads(line) for line in open(m, encoding="utf-8") if line.strip()] for m in (args.measure or "").split(",") if m}
    step, start = 0, time.time()
    for turn in range(ROUNDS):
        model.train()
        use = rows + [(joined(rng, r, others) or r) if rng.random() < JOINED else r for r in factual]
        texts = [context(r[2] or guessed(rng, r[1]), r[3]) + (mistype(rng, r[0]) if rng.random() < MISTYPED and r[0].split() else r[0]) for r in use]
        seqs = [pieces(t) for t in texts]
        wanted = [targets(r[1], r[4], r[3]) for r in use]
        for b in batches(rng, seqs):
            meant = torch.tensor([number.get(use[i][1], -100) for i in b])
            none = torch.tensor([float(use[i][1] == "none") for i in b])
            judged = torch.tensor([use[i][1] is not None for i in b])
            said, gate, heads = model(*padded([seqs[i] for i in b]))
            loss = said.sum() * 0
            if judged.any():
                loss = loss + GATE_WEIGHT * F.binary_cross_entropy_with_logits(gate[judged], none[judged] * 0.95 + 0.025)
            if (meant >= 0).any():
                loss = loss + F.cross_entropy(said, meant, label_smoothing=SMOOTHING)
            for name, size in HEADS.items():
                have = [(k, wanted[i][name]) for k, i in enumerate(b) if wanted[i].get(name) is not None]
                if not have:
                    continue
                at, truth = torch.tensor([k for k, _ in have]), torch.tensor([v for _, v in have])
                if name in ("outcome", "status", "here"):
                    loss = loss + (0.7 if name == "outcome" else 0.3) * F.cross_entropy(heads[name][at], truth, label_smoothing=0.02)
                else:
                    loss = loss + 0.3 * F.binary_cross_entropy_with_logits(heads[name][at], truth, reduction="sum") / len(have)
            adam.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            adam.step()
            slope.step()
            step += 1
            if step % 50 == 0:
                print(f"  {step}/{total} {time.time() - start:.0f} s", flush=True)
            if step == args.steps:
                return model
        print(f"round {turn + 1} {time.time() - start:.0f} s", *[f"\n   {os.path.basename(m)}: {told(model, pieces, labels, r)}" for m, r in measured.items()], flush=True)
    return model


# ------------------------------------------------------------------ file
def rounded(weight):
    """Rows as bytes, one scale a row."""
    w = weight.detach().float().numpy()
    scale = np.abs(w).max(1) / 127
    scale[scale == 0] = 1
    return np.clip(np.rint(w / scale[:, None]), -127, 127).astype(np.int8), scale.astype("<f4")


def arrays_of(model):
    """(name, array) in the order of the file; and makes the model itself as rounded as its file."""
    out = []

    def exact(name, tensor):
        out.append((name, tensor.detach().float().numpy().astype("<f4").reshape(-1)))

    def bytes_of(name, weight, bias=None):
        q, scale = rounded(weight)
        weight.data = torch.from_numpy(q.astype(np.float32) * scale[:, None])
        out.extend([(name + ".weights", q.reshape(-1)), (name + ".scales", scale)])
        if bias is not None:
            exact(name + ".bias", bias)

    e = model.bert.embeddings
    bytes_of("words", e.word_embeddings.weight)
    exact("places", e.position_embeddings.weight[:LONGEST] + e.token_type_embeddings.weight[0])
    exact("start.scale", e.LayerNorm.weight)
    exact("start.shift", e.LayerNorm.bias)
    for i, layer in enumerate(model.bert.encoder.layer):
        a, one = layer.attention, f"layer{i}."
        for name, part in (("query", a.self.query), ("key", a.self.key), ("value", a.self.value), ("join", a.output.dense),
                           ("widen", layer.intermediate.dense), ("narrow", layer.output.dense)):
            bytes_of(one + name, part.weight, part.bias)
        for name, part in (("first", a.output.LayerNorm), ("second", layer.output.LayerNorm)):
            exact(f"{one}{name}.scale", part.weight)
            exact(f"{one}{name}.shift", part.bias)
    bytes_of("meaning", model.meaning.weight, model.meaning.bias)
    bytes_of("gate", model.gate.weight, model.gate.bias)
    for name in HEADS:
        bytes_of(name, model.heads[name].weight, model.heads[name].bias)
    exact("queries", model.queries)
    return out


def file_of(arrays, labels, words, source):
    """The layout of src/understanding/classifier/array-file.ts: a line of JSON, then the arrays, each padded to eight bytes."""
    texts = json.dumps({"labels": labels, "words": words, "source": source, "heads": HEADS, "queries": QUERIES, "context": CONTEXT, "stepWords": STEP_WORDS}, ensure_ascii=True).encode()
    arrays = [*arrays, ("texts", np.frombuffer(texts, np.uint8))]
    kinds = {np.dtype("<f4"): "f32", np.dtype(np.int8): "i8", np.dtype(np.uint8): "u8"}
    entries = [{"name": n, "type": kinds[a.dtype], "length": int(a.size)} for n, a in arrays]
    up = lambda n: -(-n // 8) * 8  # noqa: E731
    line = json.dumps({"format": 1, "source": source, "entries": entries}, separators=(",", ":")) + "\n"
    out = [line.encode().ljust(up(len(line)), b" ")]
    for _, a in arrays:
        raw = a.tobytes()
        out.append(raw.ljust(up(len(raw)), b"\0"))
    return b"".join(out)


FIXTURES = ["spotify says error 502", "it's up and running again!!", "nxet oen pls", "hang on, router's rebooting", "is it my fault or theirs",
            "how do I cancel premium", "get me someone who can actually help", "", "👍 5o2 naïve 中文", "will i lose my offline songs if i reinstall, and how long does it take",
            "x" * 300, " ".join(["still the very same error on my laptop"] * 12)]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", default=HERE)
    p.add_argument("--without")
    p.add_argument("--measure")
    p.add_argument("--steps", type=int, default=0, help="stop after so many, to try the script")
    args = p.parse_args()
    rows, labels = lessons()
    if args.without:
        left_out = {json.loads(line) for line in open(args.without, encoding="utf-8") if line.strip()}
        rows = [r for r in rows if r[0] not in left_out]
    teacher = Teacher()
    kept = kept_pieces(teacher.words, [r[0] for r in rows] + [context(a, s) for a in CONTEXT for s in [None, *STEPS]])
    pieces = Pieces(teacher.words, kept)
    source = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    print(f"{len(rows)} lines, {len(labels)} labels, {len(kept)} pieces, lessons {source[:12]}", flush=True)
    model = train(rows, labels, pieces, kept, args)
    made = file_of(arrays_of(model), labels, [teacher.words[i] for i in kept], source)
    os.makedirs(args.out, exist_ok=True)
    with open(os.path.join(args.out, "transformer.bin"), "wb") as f:
        f.write(made)
    scores, _ = read(model, [pieces(t) for t in FIXTURES])
    fixtures = [{"text": t, "ids": pieces(t), "scores": [round(float(v), 4) for v in s]} for t, s in zip(FIXTURES, scores)]
    with open(os.path.join(args.out, "transformer-fixtures.json"), "w", encoding="utf-8") as f:
        json.dump(fixtures, f, ensure_ascii=False, indent=0)
    print(f"{len(made)} bytes, sha256 {hashlib.sha256(made).hexdigest()}")


if __name__ == "__main__":
    main()
