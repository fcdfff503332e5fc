#!/usr/bin/python3
"""Runs the programs that `babble export` writes and compares them with Babble itself.

    /usr/bin/python3 tests/export/export_test.py BABBLE [TEST …]

Reads names.txt and timemachine.txt from ../shared/data (or $BABBLE_SHARED), else the project's own
corpora. The programs run in this process, all but those of torchrun. Output as TAP.
"""
import ast
import contextlib
import io
import itertools
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import traceback

import torch

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/reference"))
from read_checkpoint import read  # noqa: E402

babble = str(pathlib.Path(sys.argv[1]).resolve())
shared = pathlib.Path(os.environ.get("BABBLE_SHARED", ROOT.parent / "shared")) / "data"
torch.set_num_threads(1)


def corpus(course, own):
    if (shared / course).exists():
        return str(shared / course)
    print(f"# *** {course} is not there: the exported programs run on data/{own} instead", flush=True)
    return str(ROOT / "data" / own)


NAMES, TEXT = corpus("names.txt", "names.txt"), corpus("timemachine.txt", "tale.txt")
# 50 steps on a part of the text; the tolerance of the losses is that of tests/parity.
SMALL = ["max_tokens=20000"]
CASES = {
    "count": ("count", NAMES, [], 0),
    "count, no smoothing, sklearn": ("count", NAMES, ["smoothing=0", "split=sklearn:0.2:42"], 0),
    "count, running text": ("count", TEXT, [], 0),
    "ngram": ("ngram", NAMES, ["split=python:42"], 0),
    "ngram, back-off, running text": (
        "ngram", TEXT, ["order=4", "estimate=backoff", "epsilon=10"], 0),
    "ngram, order 1, back-off": ("ngram", NAMES, ["order=1", "estimate=backoff"], 0),
    "ngram, order 5, no smoothing": (
        "ngram", NAMES, ["order=5", "smoothing=0", "split=sklearn:0.2:42"], 0),
    "neural": ("neural", NAMES, SMALL, 2e-5),
    "neural, xavier, bias, drawn pairs": (
        "neural", NAMES, SMALL + ["init=xavier", "bias=true", "batch_size=64", "l2=0",
                                  "learning_rate=5"], 1e-5),
    "trigram": ("trigram", NAMES, SMALL, 2e-5),
    "trigram, running text, from zero": ("trigram", TEXT, SMALL + ["init=zero", "l2=0"], 2e-5),
    "mlp": ("mlp", NAMES, SMALL + ["split=python:42", "hidden_size=50"], 2e-4),
    "mlp, scaled, running text, step": (
        "mlp", TEXT, SMALL + ["init=scaled", "learning_rate_schedule=step:20:0.5",
                              "hidden_size=40", "max_grad_norm=0.5"], 1e-5),
    "rnn": ("rnn", TEXT, SMALL, 1e-5),
    "rnn, random, linear": (
        "rnn", TEXT, ["max_tokens=6000", "batching=random", "learning_rate_schedule=linear:80",
                      "max_grad_norm=0", "split=1,0,0"], 1e-5),
    "rnn, relu, embedding, not detached": (
        "rnn", TEXT, ["max_tokens=10000", "hidden_size=24", "activation=relu", "embedding=6",
                      "detach=false"], 1e-5),
    "lstm, embedding, not detached": (
        "lstm", TEXT, ["max_tokens=10000", "hidden_size=16", "embedding=4", "detach=false"], 1e-5),
    "rnn, lines": ("rnn", NAMES, SMALL + ["batching=lines", "hidden_size=32"], 1e-5),
    "gru": ("gru", TEXT, ["max_tokens=10000", "hidden_size=32", "optimizer=adamw",
                          "learning_rate=0.01", "preprocessing=raw"], 1e-5),
    "rnn, words": ("rnn", TEXT, ["max_tokens=6000", "tokens=words", "min_freq=3",
                                 "hidden_size=16"], 1e-5),
    "gru, raw words, python's numbers": (
        "gru", TEXT, ["max_tokens=3000", "tokens=words", "preprocessing=raw", "hidden_size=16",
                      "embedding=6", "generator=python"], 1e-5),
    "ngram, words": ("ngram", TEXT, ["tokens=words", "order=2"], 0),
    "lstm": ("lstm", TEXT, ["max_tokens=10000", "hidden_size=32"], 1e-5),
    "lstm, python's numbers": (
        "lstm", NAMES, SMALL + ["hidden_size=16", "generator=python", "batching=lines_in_order"],
        1e-5),
    "transformer": ("transformer", NAMES, SMALL + ["layers=2", "width=32"], 1e-5),
    "transformer, running text, cosine": (
        "transformer", TEXT, ["max_tokens=8000", "layers=1", "width=16", "activation=relu",
                              "learning_rate_schedule=cosine:60:5", "max_grad_norm=1"], 1e-5),
    "microgpt": ("transformer", NAMES, SMALL + [
        "layers=1", "width=16", "norm=rms", "activation=relu", "batch_size=1", "generator=python",
        "split=python:42:1,0,0", "seed=42", "batching=lines_in_order", "learning_rate=0.01",
        "beta1=0.85", "weight_decay=0", "learning_rate_schedule=linear:1000"], 1e-5),
}
# Each of these is trained on from the middle, too, and then by Babble from where Python saved.
RESUMED = ["neural, xavier, bias, drawn pairs", "mlp, scaled, running text, step", "rnn",
           "rnn, random, linear", "rnn, words", "lstm, python's numbers", "transformer", "microgpt", "gru",
           "rnn, relu, embedding, not detached"]

folder = pathlib.Path(tempfile.mkdtemp())


def command(*arguments, status=0):
    done = subprocess.run([babble, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == status, done.stderr
    return done.stdout


def flags(settings):
    return [word for setting in settings for word in ("--set", setting)]


def run_python(program, *arguments):
    """What a program prints, run as a main module in this process."""
    before, output = sys.argv, io.StringIO()
    sys.argv = [str(program), *map(str, arguments)]
    state = torch.get_rng_state()
    try:
        with contextlib.redirect_stdout(output):
            exec(compile(pathlib.Path(program).read_text("utf-8"), str(program), "exec"),
                 {"__name__": "__main__"})
    finally:
        sys.argv = before
        torch.set_rng_state(state)
    return output.getvalue()


def losses(checkpoint):
    meta = read(checkpoint)[0]
    points = json.loads(json.loads(meta["history"])["loss"])["points"] if "history" in meta else []
    return points + [step[0] for step in json.loads(meta.get("more_steps", "[]"))]


def near(ours, theirs, tolerance):
    assert len(ours) == len(theirs), (len(ours), len(theirs))
    for step, (a, b) in enumerate(zip(ours, theirs), 1):
        assert abs(a - b) <= tolerance * max(1, abs(b)), f"step {step}: {a} and not {b}"


def case(name):
    model, data, settings, tolerance = CASES[name]
    return model, ["--model", model, "--data", data, *flags(settings)], tolerance, data


def same_run(name):
    model, run, tolerance, data = case(name)
    program, theirs, ours = folder / "program.py", folder / "python.st", folder / "babble.st"
    steps = ["--steps", 50] if model not in ("count", "ngram") else []
    trained = json.loads(command("train", *run, *steps, "--out", ours, "--json"))
    command("export", *run, "--out", program)
    printed = run_python(program, *steps, "--save", theirs).splitlines()
    near(losses(theirs), losses(ours), tolerance or 1e-9)
    nll = {line.split(":")[0]: float(line.split()[-1]) for line in printed if ": NLL " in line}
    for part, value in trained["nll"].items():
        if value is not None:
            bound = max(tolerance, 1e-6) * 2 * max(1, float(value))
            assert nll[part] == float(value) or abs(nll[part] - value) <= bound, (part, nll, value)
    expected = json.loads(command("sample", ours, "--num", 5, "--json"))["samples"]
    same = sum(text in "\n".join(printed) for text in expected)
    # A draw may lie within rounding of the border between two characters.
    assert same == 5 or tolerance > 0 and same >= 3, (expected, printed)
    command("eval", theirs, "--data", data)


def resumed_run(name):
    model, run, tolerance, data = case(name)
    half, whole, program = folder / "half.st", folder / "whole.st", folder / "resumed.py"
    python, again = folder / "python.st", folder / "again.st"
    command("train", *run, "--steps", 25, "--out", half)
    command("train", "--data", data, "--resume", half, "--steps", 25, "--out", whole)
    command("export", half, "--data", data, "--out", program)
    run_python(program, "--steps", 10, "--save", python)
    run_python(program, "--checkpoint", python, "--steps", 5, "--save", python)
    near(losses(python), losses(whole)[:40], tolerance)
    command("train", "--data", data, "--resume", python, "--steps", 10, "--out", again)
    near(losses(again), losses(whole), tolerance)
    steps = json.loads(read(again)[0]["training"])["steps"]
    assert steps == 50, steps


def torchrun(*arguments):
    # Without the first two options, torchrun of Debian 12 stumbles over its Python 3.11.
    options = ["--redirects", "1", "--tee", "1", "--nproc_per_node", "2"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    try:
        torch.distributed.TCPStore("localhost", 0, 1, True)
        options += ["--master_port", "29731"]
    except RuntimeError:  # Debian 13's PyTorch asks for libuv by default, which it lacks
        environment |= {"USE_LIBUV": "0", "TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1"}
        options += ["--rdzv_backend", "c10d", "--rdzv_conf", "store_type=file", "--rdzv_endpoint",
                    tempfile.mktemp(dir=folder)]
    return subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", *options, *map(str, arguments)],
        capture_output=True, text=True, env=environment)


def two_processes(name):
    _, run, _, data = case(name)
    program, one, two = folder / "parallel.py", folder / "one.st", folder / "two.st"
    command("export", *run, "--out", program)
    run_python(program, "--steps", 30, "--save", one)
    done = torchrun(program, "--steps", 30, "--save", two)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("step 10:") == 1, done.stdout
    near(losses(two), losses(one), 1e-5)
    command("train", "--data", data, "--resume", two, "--steps", 1, "--out", folder / "three.st")


def notebook(name):
    import nbformat
    _, run, _, _ = case(name)
    file = folder / "run.ipynb"
    command("export", *run, "--to", "notebook", "--out", file)
    book = nbformat.read(file, 4)
    nbformat.validate(book)
    kinds = [cell.cell_type for cell in book.cells]
    assert kinds == ["markdown", "code"] * (len(kinds) // 2), kinds
    assert all(cell.source.strip() for cell in book.cells)
    cells = [cell.source for cell in book.cells if cell.cell_type == "code"]
    cells[0] = cells[0].replace("parse_args([])", 'parse_args(["--steps", "3"])')
    output, names, state = io.StringIO(), {}, torch.get_rng_state()
    with contextlib.redirect_stdout(output):
        for cell in cells:
            exec(cell, names)
    torch.set_rng_state(state)
    assert output.getvalue().count("loss") == 3, output.getvalue()


def courses_run():
    """A run of d2l with its recorded offsets, and makemore's names to the letter."""
    program, saved = folder / "preset.py", folder / "preset.st"
    if NAMES.startswith(str(shared)):
        command("export", "--preset", "makemore-count", "--data", NAMES, "--out", program)
        assert "\nmor.\naxx.\nminaymoryles." in run_python(program)
    if TEXT.endswith("timemachine.txt"):
        ours = folder / "order.st"
        command("export", "--preset", "d2l-small", "--data", TEXT, "--out", program)
        assert "ORDER = [" in program.read_text("utf-8")
        run_python(program, "--steps", 40, "--save", saved)
        command("train", "--resume", saved, "--data", TEXT, "--steps", 1, "--out", ours)


def draws():
    """A program draws one value as every version of torch.multinomial draws many of them."""
    for model, replacement in ("count", True), ("mlp", False):
        if not replacement and torch.backends.mkl.is_available():
            continue  # MKL has exponential numbers of its own
        program = folder / "draws.py"
        command("export", "--model", model, "--data", NAMES, "--out", program)
        functions = [node for node in ast.parse(program.read_text("utf-8")).body
                     if isinstance(node, ast.FunctionDef) and node.name == "draw"]
        names = {"torch": torch, "itertools": itertools}
        exec(compile(ast.Module(functions, []), str(program), "exec"), names)
        ours, theirs = torch.Generator().manual_seed(1), torch.Generator().manual_seed(1)
        for size in 2, 27, 28, 300:
            p = torch.softmax(3 * torch.randn(size, generator=torch.Generator().manual_seed(size)), 0)
            if size == 28:
                p[0] = p[-1] = 0
            drawn = [names["draw"](p, ours) for _ in range(2000)]
            expected = (torch.multinomial(p, 2000, True, generator=theirs).tolist() if replacement else
                        [torch.multinomial(p, 1, generator=theirs).item() for _ in range(2000)])
            assert drawn == expected, (model, size)


# The inputs that the fuzz target `python` begins with.
HOSTILE = [os.fsdecode(seed.read_bytes())
           for seed in sorted((ROOT / "tests/fuzz/seeds/python").iterdir())]


def hostile_texts():
    """Names and texts of the user's own stay literals, these and a dozen drawn from all of Unicode."""
    points = [p for p in range(1, 0x110000) if not 0xD800 <= p < 0xE000]
    drawn = ["".join(chr(draws.choice(points[:draws.choice((128, 65000, 1000000))]))
                     for _ in range(20)) for draws in map(random.Random, range(12))]
    for number, text in enumerate(HOSTILE + drawn):
        path = folder / (text.replace("/", "-").replace("\n", "_") + ".txt")
        path.write_bytes(((text.replace(".", "") + "\n") * 20).encode("utf-8", "replace"))
        program = folder / f"hostile{number}.py"
        command("export", "--model", "count", "--data", path, "--set", "preprocessing=raw",
                "--set", "split=1,0,0", "--out", program)
        code = program.read_text("utf-8")
        tree = ast.parse(code)
        literals = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        assert str(path) in literals, str(path)
        imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
        assert len(imports) == 3, [ast.dump(node) for node in imports]
        if number < len(HOSTILE):
            run_python(program)


TESTS = {**{f"same: {name}": (same_run, name) for name in CASES},
         **{f"resumed: {name}": (resumed_run, name) for name in RESUMED},
         "two processes: rnn": (two_processes, "rnn"),
         "two processes: rnn, not detached": (
             two_processes, "rnn, relu, embedding, not detached"),
         "two processes: transformer": (two_processes, "transformer"),
         "notebook: lstm": (notebook, "lstm"), "notebook: transformer": (notebook, "transformer"),
         "draws": (draws,), "courses": (courses_run,), "hostile texts": (hostile_texts,)}


def main():
    failed = 0
    for number, name in enumerate(sys.argv[2:] or TESTS, 1):
        test, *arguments = TESTS[name]
        try:
            test(*arguments)
            print(f"ok {number} - {name}", flush=True)
        except (Exception, SystemExit):
            failed += 1
            print(f"not ok {number} - {name}")
            print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()),
                  flush=True)
    total = len(sys.argv[2:] or TESTS)
    print(f"# pass {total - failed}\n# fail {failed}\n# skipped 0")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
