"""Characters a second of the RNN written by hand in numpy, one character at a time: what a peer of
`babble bench --model generate` does. Run: OMP_NUM_THREADS=1 python3 tests/bench/peers/generate_numpy.py"""
import time

import numpy as np

V = 28
LENGTH = 200


def generate(parameters, length, rng):
    W_xh, W_hh, b_h, W_hq, b_q = parameters
    h = np.zeros(W_hh.shape[0], dtype=np.float32)
    token, out = 1, []
    for _ in range(length):
        h = np.tanh(W_xh[token] + h @ W_hh + b_h)
        logits = h @ W_hq + b_q
        p = np.exp(logits - logits.max())
        sums = np.cumsum(p)
        token = min(V - 1, int(np.searchsorted(sums, rng.random() * sums[-1])))
        out.append(token)
    return out


for H in (128, 512):
    rng = np.random.default_rng(0)
    parameters = [rng.normal(0, 0.01, shape).astype(np.float32)
                  for shape in ((V, H), (H, H), (H,), (H, V), (V,))]
    rates = []
    generate(parameters, LENGTH, rng)
    for _ in range(15):
        begin = time.perf_counter()
        generate(parameters, LENGTH, rng)
        rates.append(LENGTH / (time.perf_counter() - begin))
    print(f"H {H}: {sorted(rates)[len(rates) // 2]:,.0f} characters/s")
