#!/usr/bin/env python3
"""The teacher's own vectors, to measure the ceiling: reads JSONL with {"text": …}, writes JSONL with "vector" added.

    python teacher.py < in.jsonl > out.jsonl          (--static: the table's vectors instead, for comparison)
"""
import enc_common

if __name__ == "__main__":
    enc_common.pin_environment()

import json
import os
import sys


def main():
    rows = [json.loads(l) for l in sys.stdin if l.strip()]
    texts = [r["text"] for r in rows]
    if "--static" in sys.argv:
        import student
        v = student.Table(os.path.join(os.path.dirname(os.path.abspath(__file__)), "table.bin")).embed(texts)
    else:
        v = enc_common.Teacher().embed(texts, max_len=256)
    for r, x in zip(rows, v):
        r["vector"] = [round(float(y), 6) for y in x]
        sys.stdout.write(json.dumps(r, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
