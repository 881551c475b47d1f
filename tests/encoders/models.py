"""Small ONNX models, the same bytes on every machine, and bundles around them."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from lookalike.core.settings import settings
from lookalike.encoders.bundle import read_bundle, write_bundle
from lookalike.encoders.card import Base, Card
from lookalike.encoders.registry import load_encoder

SIDE, DIMS = 16, 8
FLOAT, UINT8 = TensorProto.FLOAT, TensorProto.UINT8


def weights(rows, columns, seed=1):
    return np.random.default_rng(seed).normal(size=(rows, columns)).astype(np.float32)


def node(kind, *names, **attributes):
    """An operator: its inputs, then its one output."""
    return helper.make_node(kind, names[:-1], names[-1:], **attributes)


def model(nodes, takes, gives, constants=(), opsets=(("", 18),)):
    """The bytes of a model; `takes` and `gives` are name, type and shape."""
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info(*takes)],
        [helper.make_tensor_value_info(*gives)],
        [
            each if isinstance(each, TensorProto) else numpy_helper.from_array(each[1], each[0])
            for each in constants
        ],
    )
    versions = [helper.make_opsetid(*each) for each in opsets]
    return helper.make_model(graph, opset_imports=versions, ir_version=9).SerializeToString()


def network(
    side=SIDE,
    dims=DIMS,
    seed=1,
    takes=None,
    gives=None,
    last=None,
    constants=(),
    opsets=(("", 18),),
):
    """Pixels less 128, through one layer, at length one; `last` goes in place of the last operator."""
    nodes = [
        node("Cast", "images", "floats", to=FLOAT),
        node("Sub", "floats", "middle", "even"),
        node("Flatten", "even", "line"),
        node("MatMul", "line", "w", "sums"),
        last or node("LpNormalization", "sums", "rows", axis=1),
    ]
    return model(
        nodes,
        takes or ("images", UINT8, ["n", side, side, 3]),
        gives or ("rows", FLOAT, ["n", dims]),
        [
            ("w", weights(side * side * 3, dims, seed)),
            ("middle", np.float32(127.5)),
            *constants,
        ],
        opsets,
    )


def looping(times):
    """The bytes of a network that hands its rows on so many times."""
    n = ["n", DIMS]
    body = helper.make_graph(
        [node("Identity", "on", "still"), node("Identity", "before", "after")],
        "once",
        [
            helper.make_tensor_value_info("place", TensorProto.INT64, []),
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("before", FLOAT, n),
        ],
        [
            helper.make_tensor_value_info("still", TensorProto.BOOL, []),
            helper.make_tensor_value_info("after", FLOAT, n),
        ],
    )
    last = node("Loop", "times", "on at first", "sums", "rows", body=body)
    return network(last=last, constants=[("times", np.int64(times)), ("on at first", np.bool_(1))])


def hoarding(count):
    """The bytes of a network that needs so many numbers for each of its rows."""
    nodes = [
        node("Cast", "images", "floats", to=FLOAT),
        node("ReduceMean", "floats", "mean", axes=[1, 2, 3], keepdims=0),
        node("Unsqueeze", "mean", "last", "column"),
        node("Expand", "column", "wide", "many"),
        node("ReduceMax", "many", "rows", axes=[1], keepdims=1),
    ]
    constants = [("last", np.array([1])), ("wide", np.array([1, count]))]
    takes, gives = ("images", UINT8, ["n", SIDE, SIDE, 3]), ("rows", FLOAT, ["n", 1])
    return model(nodes, takes, gives, constants, [("", 17)])


def head(width, dims=DIMS, seed=2):
    """Rows at length one, through one layer, at length one again."""
    nodes = [
        node("LpNormalization", "base", "unit", axis=1),
        node("MatMul", "unit", "w", "sums"),
        node("LpNormalization", "sums", "rows", axis=1),
    ]
    takes, gives = ("base", FLOAT, ["n", width]), ("rows", FLOAT, ["n", dims])
    return model(nodes, takes, gives, [("w", weights(width, dims, seed))])


def external(location):
    """A weight that lies outside of its model."""
    tensor = TensorProto(name="w2", data_type=FLOAT, dims=[DIMS])
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", "0"), ("length", str(4 * DIMS))):
        tensor.external_data.add(key=key, value=value)
    return tensor


def network_card(encoder_id="learned:small", **known):
    known.setdefault("preprocessing", {"side": SIDE, "fit": "stretch"})
    known.setdefault("dims", DIMS)
    known.setdefault("summary", "sixteen pixels")
    return Card(id=encoder_id, kind="network", **known)


def write_network(encoder_id="learned:small", seed=1, into=None, **known):
    card = network_card(encoder_id, **known)
    return write_bundle(into or settings().data, card, {"model.onnx": network(seed=seed)})


def write_head(encoder_id="learned:head", base="classic", carried=False, into=None):
    """A head on an encoder that is here; it carries the files of one that is a bundle itself."""
    below = load_encoder(base)
    files = {"head.onnx": head(below.dims)}
    if carried:
        files |= read_bundle(settings().data, base).carried()
    card = Card(
        id=encoder_id,
        kind="head",
        dims=DIMS,
        summary="one layer",
        base=Base(id=base, fingerprint=below.fingerprint),
    )
    return write_bundle(into or settings().data, card, files)
