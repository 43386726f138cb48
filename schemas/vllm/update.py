#!/usr/bin/env python3
"""Makes the tables of vLLM's flags and metrics from its releases on PyPI.

    pip install unearth
    python3 schemas/vllm/update.py            # about 70 releases, 2 GB, a few minutes; nothing is kept

Reads the source archive of every release since 0.6.3 and writes `flags.yaml` and `metrics.yaml` beside this
file. A flag or metric is in a release if the release's own code names it:

- flags: `add_argument("--name", ...)` anywhere but in benchmarks and models, and the fields of dataclasses of
  arguments (`...FrontendArgs`, `...Args`), which newer releases turn into flags. That is more than the server
  accepts, never less, so that no flag is called missing which is there;
- metrics: names that start with `vllm:` in the modules of metrics, with the class that makes them.

Then `UPDATE_EXPECT=1 cargo test --lib rules::catalog` twice embeds the tables.
"""

import ast
import datetime
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

OLDEST = (0, 6, 3)
HERE = pathlib.Path(__file__).parent
ARGUMENTS = re.compile(r"vllm/(?!benchmarks/|model_executor/|v1/attention|third_party/).*\.py$")
METRICS = re.compile(r"vllm/(engine/metrics|v1/metrics/.*|v1/spec_decode/metrics|.*metrics.*)\.py$")


def versions():
    """The releases, the oldest first; of post-releases only the first counts."""
    text = subprocess.run(["pip", "index", "versions", "vllm"], capture_output=True, text=True, check=True).stdout
    listed = re.search(r"Available versions: (.*)", text).group(1).split(", ")
    found = {}
    for version in listed:
        match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", version)
        if match and tuple(map(int, match.groups())) >= OLDEST:
            found[tuple(map(int, match.groups()))] = version
    return [found[key] for key in sorted(found)]


def sources(version, index):
    """The modules of one release that may name flags or metrics."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "unearth", *index, "--no-binary", "--download", folder, f"vllm=={version}"]
        if subprocess.run(command, capture_output=True, check=False).returncode != 0:
            # Some releases have no source archive; their neighbours speak for them.
            print(f"{version}: no source archive", file=sys.stderr)
            return
        with tarfile.open(next(pathlib.Path(folder).glob("*.tar.gz"))) as archive:
            for member in archive:
                name = member.name.partition("/")[2]
                if member.isfile() and (ARGUMENTS.search(name) or METRICS.search(name)):
                    yield name, archive.extractfile(member).read().decode("utf-8", "replace")


def flags_of(name, tree):
    """The flags that a module names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add_argument":
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    if re.fullmatch(r"--?[a-z][a-z0-9-]*", argument.value.replace("_", "-")):
                        yield argument.value.replace("_", "-")
        if isinstance(node, ast.ClassDef) and re.search(r"(Args|Arguments)$", node.name):
            for field in node.body:
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                    yield "--" + field.target.id.replace("_", "-")


def metrics_of(tree):
    """The metrics that a module makes, with their kind."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        maker = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        kind = next((kind for kind in ("gauge", "counter", "histogram") if kind in maker.lower()), None)
        named = [argument for argument in node.args] + [keyword.value for keyword in node.keywords if keyword.arg == "name"]
        for argument in named:
            if kind and isinstance(argument, ast.Constant) and str(argument.value).startswith("vllm:"):
                yield str(argument.value), kind


def spans(present, order):
    """`since` and `removed` of a name from the releases that have it; None where it is at the edge."""
    first, last = min(present), max(present)
    row = {}
    if first > 0:
        row["since"] = order[first]
    if last + 1 < len(order):
        row["removed"] = order[last + 1]
    return row


def write(name, table, what, rows, order):
    today = datetime.date.today().isoformat()
    lines = [
        "# Made by update.py from the releases of vLLM on PyPI; do not edit.\n",
        f"{table}:\n  source: the source archives of vLLM on PyPI\n",
        f"  as_of: '{today}'\n  status: confirmed\n  note: '`removed` is the first release without it.'\n  rows:\n",
        f"    oldest: {order[0]}\n    newest: {order[-1]}\n    {what}:\n",
    ]
    for key, row in sorted(rows.items()):
        fields = ", ".join(f"{field}: {value}" for field, value in row.items())
        lines.append(f"      '{key}': {{{fields}}}\n")
    (HERE / name).write_text("".join(lines))


def main():
    index = ["-i", sys.argv[1]] if len(sys.argv) > 1 else []
    order = versions()
    flags, metrics, kinds = {}, {}, {}
    read = []
    for version in order:
        position = len(read)
        modules = list(sources(version, index))
        if not modules:
            continue
        read.append(version)
        for name, text in modules:
            try:
                tree = ast.parse(text)
            except SyntaxError:
                print(f"{version}: {name} cannot be parsed", file=sys.stderr)
                continue
            if ARGUMENTS.search(name):
                for flag in flags_of(name, tree):
                    flags.setdefault(flag, set()).add(position)
            if METRICS.search(name):
                for metric, kind in metrics_of(tree):
                    metrics.setdefault(metric, set()).add(position)
                    kinds[metric] = kind
        print(version, sum(position in it for it in flags.values()), sum(position in it for it in metrics.values()), flush=True)
    rows = {flag: spans(present, read) for flag, present in flags.items()}
    write("flags.yaml", "vllm_flags", "flags", rows, read)
    rows = {metric: {"kind": kinds[metric], **spans(present, read)} for metric, present in metrics.items()}
    write("metrics.yaml", "vllm_metrics", "metrics", rows, read)


if __name__ == "__main__":
    main()
