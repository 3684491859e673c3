#!/usr/bin/env python3
"""Distils all-MiniLM-L6-v2 into one table of static vectors: table.bin and fixtures.json. See README.md.

    python distil.py --sources DIR [--jobs 2] [--cache DIR] [--out DIR]

DIR holds the four downloads named in corpus.py (README.md has the command that fetches them).
"""
import enc_common

if __name__ == "__main__":
    enc_common.pin_environment()

import argparse
import collections
import hashlib
import json
import multiprocessing as mp
import os
import random
import re
import sys
import time

import numpy as np

import corpus
import student
from enc_common import Teacher, model_dir

# ------------------------------------------------------------------ settings that the bytes depend on
DIM = 256
EPOCHS = 4
BATCH = 1024
LR = 1e-3
NOISE = 0.4            # share of sentences shown mistyped or in chat speak
KL = 0.3               # weight of the batch-similarity term
TAU = 0.05
SIF = 1e-3             # a / (a + p) on the initial vectors' norms
GRAMS = 8192           # hash buckets for character 3- and 4-grams of words of several pieces
MAX_TOKENS = 48        # of a training sentence, with [CLS] and [SEP]

KEEP = re.compile(r"(##)?[a-z0-9]+\Z|[!-/:-@\[-`{-~]\Z|[’‘“”–—…€£°•]\Z")

SHA256 = {
    "homeassistant-2026.11.0-py3-none-any.whl": "7ca5fbde9dea879ac7723949fc84347aac5182e6309c357b2e4973fd391b00f7",
    "django-5.2.19.tar.gz": "ad03d8abc51dbff95ebf34b27123cf0c26a3b62db7ba0cd520783686362533d1",
    "beets-2.14.1.tar.gz": "b25dc7bf8ed093d8b6e043e88013736902c1082c958b81a598af5db5275539a5",
    "yt_dlp-2026.10.26-py3-none-any.whl": "a05c5b5d8562f7e8a62f5334348b406af4930d56d3a65f8021d14af0e22339ae",
}
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

TEACHER = None


def log(*a):
    print(time.strftime("%H:%M:%S"), *a, flush=True)


def sha(path):
    h = hashlib.sha256()
    with open(path, "rb") as f:
        for b in iter(lambda: f.read(1 << 20), b""):
            h.update(b)
    return h.hexdigest()


def _forward(batch):
    return TEACHER.forward(batch)


def embed_all(seqs, jobs, cache, tokens_per_batch=1024):
    """The teacher on sequences of ids. Batches hold one length each and never depend on the number of jobs."""
    key = hashlib.sha256(json.dumps(seqs).encode()).hexdigest()[:20]
    path = os.path.join(cache, f"teacher-{key}.npy") if cache else None
    if path and os.path.exists(path):
        log("teacher's vectors from the cache:", path)
        return np.load(path)
    by = {}
    for i, s in enumerate(seqs):
        by.setdefault(len(s), []).append(i)
    work = []
    for t in sorted(by):
        step = max(1, tokens_per_batch // t)
        work += [by[t][a:a + step] for a in range(0, len(by[t]), step)]
    out = np.zeros((len(seqs), Teacher.dim), np.float32)
    arrays = [np.array([seqs[i] for i in b]) for b in work]
    pool = mp.get_context("fork").Pool(jobs) if jobs > 1 else None
    done = 0
    for k, (b, v) in enumerate(zip(work, pool.imap(_forward, arrays, chunksize=4) if pool else map(_forward, arrays))):
        out[b] = v
        done += len(b)
        if k % 400 == 0:
            log(f"teacher {done}/{len(seqs)}")
    if pool:
        pool.close()
        pool.join()
    if path:
        np.save(path, out)
    return out


def principal(M, d):
    w, U = np.linalg.eigh(M.T.astype(np.float64) @ M.astype(np.float64) / len(M))
    U = U[:, ::-1][:, :d]
    U = U * np.sign(U[np.abs(U).argmax(0), np.arange(d)])      # the sign of an eigenvector is arbitrary: fix it
    return U.astype(np.float32), float(w[::-1][:d].sum() / w.sum())


def main():
    global TEACHER
    here = os.path.dirname(os.path.abspath(__file__))
    ap = argparse.ArgumentParser()
    ap.add_argument("--sources", required=True)
    ap.add_argument("--out", default=here)
    ap.add_argument("--jobs", type=int, default=1)
    ap.add_argument("--cache", default="")
    a = ap.parse_args()
    for name, want in SHA256.items():
        if sha(os.path.join(a.sources, name)) != want:
            sys.exit(f"{name}: not the file that the table was made from")
    if sha(os.path.join(model_dir(), "model.safetensors")) != MODEL_SHA256:
        sys.exit("model.safetensors: not the teacher that the table was made from")

    TEACHER = T = Teacher()
    words = [w for w in T.words if re.fullmatch("[a-z]{3,}", w)]
    train, held = corpus.corpus(a.sources, words)
    texts = [t for _, t in train]
    pieces = [w for w in T.words if KEEP.match(w)]
    log(f"{len(train)} sentences, {len(held)} held out, {len(pieces)} pieces")

    V = embed_all([T.ids(t, MAX_TOKENS) for _, t in train + held], a.jobs, a.cache)
    W = embed_all([[101, T.vocab[w], 102] for w in pieces], a.jobs, a.cache)
    n = len(train)
    P, kept = principal(V[:n], DIM)
    log(f"{DIM} principal directions keep {kept:.4f}")
    Y = student.unit(V @ P)

    f = student.Features(pieces, GRAMS)
    count = collections.Counter(i for t in texts for i in f.ids(t))
    total = sum(count.values())
    p = np.array([(count[i] + 1) / total for i in range(len(pieces))])
    E = np.zeros((f.rows, DIM), np.float32)
    E[:len(pieces)] = student.unit(W @ P) * (SIF / (SIF + p))[:, None]

    def batches(epoch):
        r = random.Random(100 + epoch)
        order = list(range(n))
        r.shuffle(order)
        for s in range(0, n - BATCH + 1, BATCH):
            b = order[s:s + BATCH]
            yield f.matrix([corpus.noisy(r, texts[i]) if r.random() < NOISE else texts[i] for i in b]), Y[b]

    student.train(E, batches, EPOCHS, n // BATCH, LR, TAU, KL, log=log)
    q, scale = student.quantise(E)
    out = os.path.join(a.out, "table.bin")
    size = student.write(out, f, q, scale)
    log(f"table.bin: {size} bytes, sha256 {sha(out)}")

    table = student.Table(out)
    S = table.embed([t for _, t in held])
    cos = (S * Y[n:]).sum(1)
    for k in ("docs", "everyday", "words"):
        m = np.array([s == k for s, _ in held])
        log(f"held out, {k}: cosine to the teacher {cos[m].mean():.3f}")
    np.save(os.path.join(a.cache, "projection.npy"), P) if a.cache else None
    fixtures(table, os.path.join(a.out, "fixtures.json"))


FIXTURES = [
    "hello", "Hello!", "spotify isn't working", "Spotify says error 502", "5o2", "nxet oen pls", "bad gateway", "YES", "no.", "",
    "   ", "how long till it works again?", "how do I flush my DNS", "Café naïve résumé Ångström", "don't", "don’t", "it's \"broken\" (again)",
    "wi-fi", "e-mail: me@example.com", "https://open.spotify.com/track?id=1", "50% off, $9.99 & 3€", "iPhone 15 Pro Max",
    "unbelievably antidisestablishmentarianism", "restarted the app twice already", "👍", "works now 🎉🎉", "ok👍ok", "你好 world",
    "привет", "İstanbul STRASSE straße", "a\u200bb soft\u00adhyphen", "tab\tnew\nline\r\nend", "no\u00a0break\u2003space", "x" * 101,
    "x" * 100, "...", "!?!?", "ﬁle ½ ²", "e\u0301te\u0301", "and and and and", "at the till, one moment", "my husband says i broke it by pressing the wrong button, is he right",
    "oh lovely, the very same error", "def main(): return 502", "null\u0000byte \ufffd", "TypeScript_snake_case", "l'été à 5h", "¿qué?", "“quoted” — dash… end",
]


def fixtures(table, path):
    v = table.embed(FIXTURES)
    rows = []
    for t, x in zip(FIXTURES, v):
        rows.append({"text": t, "ids": table.f.ids(t), "rows": table.f.rows_of(t), "first8": [round(float(y), 5) for y in x[:8]],
                     "norm": round(float(np.linalg.norm(x)), 5)})
    with open(path, "w", encoding="utf-8") as fh:
        fh.write("[\n" + ",\n".join(json.dumps(r, ensure_ascii=True) for r in rows) + "\n]\n")


if __name__ == "__main__":
    main()
