#!/usr/bin/env python3
"""Writes src/schema/merge/builtin.txt: what kustomize merges lists by.

Usage: merge-keys.py .../kyaml@v0.21.1/openapi/kubernetesapi/v1_21_2/swagger.pb > src/schema/merge/builtin.txt

The input is the OpenAPI document that kustomize carries (gnostic's openapi.v2.Document in protobuf). Only
what a strategic merge asks for is kept: the kinds, and the types from which a list that is merged can be
reached, each with the names of its fields.
"""

import re
import sys


def fields(data):
    """Field numbers and values of one protobuf message, without its schema."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    while at < len(data):
        key = varint()
        kind = key & 7
        if kind == 0:
            yield key >> 3, varint()
        elif kind == 1:
            at += 8
        elif kind == 2:
            length = varint()
            yield key >> 3, data[at : at + length]
            at += length
        elif kind == 5:
            at += 4
        else:
            sys.exit(f"unexpected wire type {kind}")


def one(data, number):
    for found, value in fields(data):
        if found == number:
            return value
    return None


def schema(data):
    """A Schema message: numbers as in gnostic's OpenAPIv2.proto."""
    out = {"ref": None, "type": [], "items": None, "fields": {}, "rest": None, "x": {}}
    for number, value in fields(data):
        if number == 1:
            out["ref"] = value.decode().removeprefix("#/definitions/")
        elif number == 21 and (inner := one(value, 1)) is not None and isinstance(inner, bytes):
            out["rest"] = schema(inner)
        elif number == 22:
            out["type"] = [text.decode() for _, text in fields(value)]
        elif number == 23:
            out["items"] = schema(one(value, 1))
        elif number == 25:
            for _, named in fields(value):
                out["fields"][one(named, 1).decode()] = schema(one(named, 2))
        elif number == 31:
            text = one(one(value, 2), 2)
            out["x"][one(value, 1).decode()] = (text or b"").decode().strip()
    return out


definitions = {}
for _, named in fields(one(open(sys.argv[1], "rb").read(), 9)):
    definitions[one(named, 1).decode()] = schema(one(named, 2))


def resolve(node):
    """The schema behind references, and the definition's name if it has one."""
    name = None
    while node["ref"]:
        name = node["ref"]
        node = definitions[name]
    return name, node


def words(text):
    return re.findall(r"[A-Za-z0-9_.]+", text)


def merged(node):
    """The keys of a list that is merged; None for everything else."""
    if "merge" not in words(node["x"].get("x-kubernetes-patch-strategy", "")):
        return None
    if "array" not in node["type"]:
        return None
    listed = words(node["x"].get("x-kubernetes-list-map-keys", ""))
    return listed or words(node["x"].get("x-kubernetes-patch-merge-key", ""))


def steps(node):
    """The schemas into which a merge goes down from an object's schema."""
    for child in list(node["fields"].values()) + ([node["rest"]] if node["rest"] else []):
        _, child = resolve(child)
        if merged(child) is not None:
            yield child
            yield resolve(child["items"])[1]
        elif child["fields"] or child["rest"]:
            yield child


useful = {id(node) for node in definitions.values() if any(merged(resolve(it)[1]) is not None for it in node["fields"].values())}
changed = True
while changed:
    changed = False
    for node in definitions.values():
        if id(node) not in useful and any(id(step) in useful for step in steps(node)):
            useful.add(id(node))
            changed = True

names = {id(node): name for name, node in definitions.items()}
ids, order = {}, []


def number(node):
    if id(node) not in ids:
        ids[id(node)] = len(order)
        order.append(node)
    return ids[id(node)]


def target(node):
    """What lies behind a field: a type's number, `-` if no list below is merged, `?` if nothing is known."""
    _, node = resolve(node)
    keys = merged(node)
    if keys is not None:
        return "[" + ",".join(keys) + "]" + target(node["items"])
    if id(node) in useful:
        return str(number(node))
    known = node["fields"] or node["rest"] or node["type"] not in (["object"], [])
    return "-" if known else "?"


def named_list():
    arguments = {"ref": None, "type": ["object"], "items": None, "fields": {"name": None}, "rest": None, "x": {}}
    merge = {"x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name"}
    return {"ref": None, "type": ["array"], "items": arguments, "fields": {}, "rest": None, "x": merge}


KUSTOMIZATION = {
    "ref": None,
    "type": ["object"],
    "items": None,
    "fields": {"configMapGenerator": named_list(), "secretGenerator": named_list()},
    "rest": None,
    "x": {},
}

kinds = []
for node in definitions.values():
    text = node["x"].get("x-kubernetes-group-version-kind", "")
    for item in re.split(r"^- ", text, flags=re.M)[1:]:
        gvk = {key: value.strip("\"'") for key, value in re.findall(r"(group|version|kind): *(\S*)", item)}
        group, version = gvk.get("group", ""), gvk["version"]
        kinds.append((f"{group}/{version}" if group else version, gvk["kind"], node))

print("# Made by schemas/kustomize/merge-keys.py from the OpenAPI v1.21.2 that kustomize 5.8.1 carries. Do not edit.")
lines = []
for api_version, kind, node in sorted(kinds, key=lambda it: it[:2]):
    if id(node) in useful:
        lines.append(f"kind {api_version} {kind} {target(node)}")
# The second document that kustomize carries, kustomizationapi/swagger.json, has lists that are merged in one kind.
lines.append(f"kind kustomize.config.k8s.io/v1beta1 Kustomization {number(KUSTOMIZATION)}")
at = 0
while at < len(order):
    node = order[at]
    grouped = {}
    for field, child in sorted(node["fields"].items()):
        grouped.setdefault(target(child), []).append(field)
    if node["rest"]:
        grouped[target(node["rest"])] = grouped.get(target(node["rest"]), []) + ["*"]
    row = " ".join(f"{behind}={','.join(fields)}" for behind, fields in sorted(grouped.items()))
    lines.append(f"type {at} {row}")
    at += 1
print("\n".join(lines))
