#!/usr/bin/env python3
"""Fine-tunes all-MiniLM-L6-v2 on the phrasings: opinion.bin and opinion-fixtures.json. See README.md.

    python opinion.py [--out DIR] [--without FILE] [--measure FILE] [--steps N]

The phrasings are read as they are written, not normalised, so that the model is a second opinion on the raw text.
--measure FILE tells after every round how it reads a labelled file, --without FILE leaves out the lines in it (one JSON
string a line), so that they can measure.
"""
import enc_common

if __name__ == "__main__":
    enc_common.pin_environment()

import argparse
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

HERE = os.path.dirname(os.path.abspath(__file__))
# ------------------------------------------------------------------ settings that the bytes depend on
SEED, ROUNDS, BATCH = 1, 4, 32
RATE, HEAD_RATE, WARM, DECAY = 1.5e-4, 2e-3, 0.1, 0.01
SMOOTHING, MISTYPED, GATE_WEIGHT = 0.1, 0.25, 0.5
LONGEST = 48             # word pieces of a text, its two ends included
COMMON = 20_000          # pieces up to this number are kept, rarer ones only where a phrasing has them
KEYS = dict(zip("qwertyuiopasdfghjklzxcvbnm",
                "wa qes wrd etf ryg tuh yij uok ipl o qsz awdx sefc drgv fthb gyjn hukm jil ko asx zsdc xdfv cfgb vghn bhjm njk".split()))


# ------------------------------------------------------------------ lessons
def lessons():
    """[(text, label)] in a fixed order, "none" for the background; and the labels."""
    rows = []
    for path in sorted(glob.glob(os.path.join(HERE, "..", "phrasings", "*.yaml"))):
        with open(path, encoding="utf-8") as f:
            said = yaml.load(f, Loader=yaml.CSafeLoader)
        none = os.path.basename(path) == "background.yaml"
        rows += [(str(t), "none" if none else label) for label, texts in said.items() for t in texts]
    return rows, sorted({label for _, label in rows} - {"none"})


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
class Opinion(torch.nn.Module):
    """Six layers of the teacher, the mean of its last layer, one head for the label and one for "none of ours"."""

    def __init__(self, kept, labels):
        super().__init__()
        self.bert = BertModel.from_pretrained(model_dir(), add_pooling_layer=False, attn_implementation="sdpa")
        rows = self.bert.embeddings.word_embeddings.weight.detach()[kept].clone()
        # Frozen: words that no phrasing has keep their place beside those that one has.
        self.bert.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(rows, freeze=True)
        self.drop = torch.nn.Dropout(0.1)
        self.meaning = torch.nn.Linear(384, labels)
        self.gate = torch.nn.Linear(384, 1)

    def forward(self, ids, mask):
        x = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        m = mask.unsqueeze(-1).to(x.dtype)
        x = self.drop((x * m).sum(1) / m.sum(1))
        return self.meaning(x).float(), self.gate(x).float().squeeze(-1)


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
    """Scores of the labels, then of "none of ours", one row a text."""
    model.eval()
    out = np.zeros((len(seqs), model.meaning.out_features + 1), np.float32)
    order = sorted(range(len(seqs)), key=lambda i: len(seqs[i]))
    with torch.no_grad():
        for a in range(0, len(order), 64):
            b = order[a:a + 64]
            said, none = model(*padded([seqs[i] for i in b]))
            out[b] = torch.cat([said, none.unsqueeze(-1)], -1).numpy()
    return out


def told(model, pieces, labels, rows):
    scores = read(model, [pieces(r["text"]) for r in rows])
    ours = [i for i, r in enumerate(rows) if r["label"] != "none"]
    right = np.mean([labels[scores[i, :-1].argmax()] == rows[i]["label"] for i in ours])
    none = np.array([r["label"] == "none" for r in rows])
    caught = np.mean([(scores[i, -1] > s) for s in scores[~none, -1] for i in np.flatnonzero(none)]) if none.any() else 0
    return f"right label {right:.3f}, none above ours {caught:.3f}"


def train(rows, labels, pieces, kept, args):
    rng = random.Random(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    number = {label: i for i, label in enumerate(labels)}
    model = Opinion(kept, len(labels))
    heads = [p for n, p in model.named_parameters() if not n.startswith("bert.")]
    body = [p for n, p in model.named_parameters() if n.startswith("bert.") and p.requires_grad]
    adam = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=DECAY)
    total = ROUNDS * math.ceil(len(rows) / BATCH)
    slope = torch.optim.lr_scheduler.LambdaLR(adam, lambda s: min(1, (s + 1) / (WARM * total)) * max(0.0, 1 - s / total))
    measured = [json.loads(line) for line in open(args.measure, encoding="utf-8") if line.strip()] if args.measure else []
    step, start = 0, time.time()
    for turn in range(ROUNDS):
        model.train()
        seqs = [pieces(mistype(rng, t) if rng.random() < MISTYPED and t.split() else t) for t, _ in rows]
        for b in batches(rng, seqs):
            meant = torch.tensor([number.get(rows[i][1], -100) for i in b])
            none = (meant < 0).float()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                said, gate = model(*padded([seqs[i] for i in b]))
            loss = GATE_WEIGHT * F.binary_cross_entropy_with_logits(gate, none * 0.95 + 0.025)
            if (meant >= 0).any():
                loss = loss + F.cross_entropy(said, meant, label_smoothing=SMOOTHING)
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
        print(f"round {turn + 1} {time.time() - start:.0f} s {told(model, pieces, labels, measured) if measured else ''}", flush=True)
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
    return out


def file_of(arrays, labels, words, source):
    """The layout of src/understanding/classifier/array-file.ts: a line of JSON, then the arrays, each padded to eight bytes."""
    texts = json.dumps({"labels": labels, "words": words, "source": source}, ensure_ascii=True).encode()
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
    kept = kept_pieces(teacher.words, [t for t, _ in rows])
    pieces = Pieces(teacher.words, kept)
    source = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    print(f"{len(rows)} lines, {len(labels)} labels, {len(kept)} pieces, lessons {source[:12]}", flush=True)
    model = train(rows, labels, pieces, kept, args)
    made = file_of(arrays_of(model), labels, [teacher.words[i] for i in kept], source)
    with open(os.path.join(args.out, "opinion.bin"), "wb") as f:
        f.write(made)
    scores = read(model, [pieces(t) for t in FIXTURES])
    fixtures = [{"text": t, "ids": pieces(t), "scores": [round(float(v), 4) for v in s]} for t, s in zip(FIXTURES, scores)]
    with open(os.path.join(args.out, "opinion-fixtures.json"), "w", encoding="utf-8") as f:
        json.dump(fixtures, f, ensure_ascii=False, indent=0)
    print(f"{len(made)} bytes, sha256 {hashlib.sha256(made).hexdigest()}")


if __name__ == "__main__":
    main()
