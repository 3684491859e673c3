"""The table's features, its training, and its file format (numpy and scipy alone)."""
import re
import struct

import numpy as np
import scipy.sparse as sp

from enc_common import basic_tokens, word_pieces

MAGIC = b"SENC"
_OOV = re.compile(r"[a-z']{3,24}\Z")


def fnv1a(data):
    h = 0x811C9DC5
    for b in data:
        h = ((h ^ b) * 0x01000193) & 0xFFFFFFFF
    return h


class Features:
    """The rows of the table that a text adds up: its word pieces (row i), then hash buckets of character n-grams."""

    def __init__(self, pieces, grams):
        self.pieces = pieces
        self.vocab = {p: i for i, p in enumerate(pieces)}
        self.grams = grams
        self.gram0 = len(pieces)
        self.rows = self.gram0 + grams
        self.cache = {}

    def word(self, w):
        r = self.cache.get(w)
        if r is None:
            ids = [i for i in word_pieces(w, self.vocab, -1)]
            if ids == [-1]:
                ids = []
            extra = []
            if self.grams and len(ids) != 1 and _OOV.match(w):
                s = "<" + w + ">"
                for n in (3, 4):
                    for a in range(len(s) - n + 1):
                        extra.append(self.gram0 + fnv1a(s[a:a + n].encode("ascii")) % self.grams)
            r = self.cache[w] = (ids, extra)
        return r

    def ids(self, text):
        """Word-piece ids; words of unknown characters are left out."""
        return [i for w in basic_tokens(text) for i in self.word(w)[0]]

    def rows_of(self, text):
        ids, out = [], []
        for w in basic_tokens(text):
            a, b = self.word(w)
            ids += a
            out += b
        return ids + out

    def matrix(self, texts):
        ind, ptr = [], [0]
        for t in texts:
            ind += self.rows_of(t)
            ptr.append(len(ind))
        m = sp.csr_matrix((np.ones(len(ind), np.float32), np.array(ind, np.int32), np.array(ptr, np.int64)),
                          shape=(len(texts), self.rows))
        m.sum_duplicates()
        return m


def unit(x, eps=1e-9):
    return x / (np.linalg.norm(x, axis=1, keepdims=True) + eps)


class Adam:
    def __init__(self, shape, lr, b1=0.9, b2=0.999, eps=1e-8):
        self.m, self.v = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        self.lr, self.b1, self.b2, self.eps, self.t = lr, b1, b2, eps, 0
        self.buf = np.empty(shape, np.float32)

    def step(self, w, g, lr):
        self.t += 1
        m, v, b = self.m, self.v, self.buf
        np.multiply(g, 1 - self.b1, out=b)
        m *= self.b1
        m += b
        np.multiply(g, g, out=b)
        b *= 1 - self.b2
        v *= self.b2
        v += b
        np.sqrt(v, out=b)
        b *= 1 / np.sqrt(1 - self.b2 ** self.t)
        b += self.eps
        np.divide(m, b, out=b)
        b *= lr / (1 - self.b1 ** self.t)
        w -= b


def loss_grad(s, t, tau, lam):
    """Cosine to the teacher, and agreement of the batch's similarities with the teacher's (KL). d loss / d s."""
    n = len(s)
    norm = np.linalg.norm(s, axis=1, keepdims=True) + 1e-6
    u = s / norm
    cos = (u * t).sum(1)
    gu = -t / n
    kl = 0.0
    if lam:
        zt = (t @ t.T) / tau
        np.fill_diagonal(zt, -1e4)
        zt -= zt.max(1, keepdims=True)
        p = np.exp(zt)
        p /= p.sum(1, keepdims=True)
        zs = (u @ u.T) / tau
        np.fill_diagonal(zs, -1e4)
        zs -= zs.max(1, keepdims=True)
        q = np.exp(zs)
        q /= q.sum(1, keepdims=True)
        kl = float((p * (np.log(p + 1e-9) - np.log(q + 1e-9))).sum() / n)
        d = (q - p) * (lam / (tau * n))
        gu = gu + (d + d.T) @ u
    gs = (gu - u * (gu * u).sum(1, keepdims=True)) / norm
    return float(1 - cos.mean()), kl, gs


def train(E, batches, epochs, steps, lr, tau=0.05, lam=0.0, reg=0.0, log=print):
    """batches(epoch) yields (sparse rows, targets). Adam with a linear decay."""
    opt = Adam(E.shape, lr)
    k, total = 0, epochs * steps
    for ep in range(epochs):
        a = b = 0.0
        n = 0
        for X, t in batches(ep):
            c, kl, gs = loss_grad(X @ E, t, tau, lam)
            g = np.asarray(X.T.tocsr() @ gs, np.float32)
            if reg:
                g += reg * E
            opt.step(E, g, lr * max(0.02, 1 - k / total))
            k += 1
            n += 1
            a += c
            b += kl
        log(f"  epoch {ep + 1}: 1-cos {a / n:.4f} kl {b / n:.4f}")
    return E


def quantise(E, decimals=5):
    E = np.round(E.astype(np.float64), decimals)
    m = np.abs(E).max(1)
    scale = np.where(m > 0, m / 127, 1.0).astype(np.float32)
    q = np.clip(np.rint(E / scale[:, None].astype(np.float64)), -127, 127).astype(np.int8)
    q[m == 0] = 0
    scale[m == 0] = 0
    return q, scale


def write(path, f, q, scale):
    """See README.md: header, scales, int8 rows, vocabulary."""
    dim = q.shape[1]
    vocab = "\n".join(f.pieces).encode("utf-8")
    parts, off = [], 64
    for blob in (scale.astype("<f4").tobytes(), q.tobytes(), vocab):
        parts.append((off, blob))
        off += len(blob) + (-len(blob)) % 4
    head = MAGIC + struct.pack("<IIIIIIIII", 1, dim, len(f.pieces), f.grams, f.rows,
                               parts[0][0], parts[1][0], parts[2][0], len(vocab))
    out = bytearray(off)
    out[:len(head)] = head
    for o, blob in parts:
        out[o:o + len(blob)] = blob
    with open(path, "wb") as fh:
        fh.write(out)
    return len(out)


class Table:
    """Reads table.bin again: the reference for the TypeScript reader."""

    def __init__(self, path):
        d = open(path, "rb").read()
        assert d[:4] == MAGIC
        ver, dim, n, grams, rows, o1, o2, o3, vl = struct.unpack_from("<IIIIIIIII", d, 4)
        assert ver == 1
        self.dim = dim
        self.scale = np.frombuffer(d, "<f4", rows, o1)
        self.q = np.frombuffer(d, np.int8, rows * dim, o2).reshape(rows, dim)
        self.f = Features(d[o3:o3 + vl].decode("utf-8").split("\n"), grams)

    def embed(self, texts):
        E = self.q.astype(np.float32) * self.scale[:, None]
        return unit(self.f.matrix(texts) @ E)
