"""The decoder that the counter uses; anything else that implements the protocol may replace it."""

from kreward_pos.scan.decoding.decoder import Decoder


def standard_decoder() -> Decoder:
    """Return the pipeline over this machine's engines. Slow the first time, when it loads them."""
    from kreward_pos.scan.decoding.engines import load_second_engine
    from kreward_pos.scan.decoding.pipeline import Pipeline  # late: loads OpenCV and the engines

    return Pipeline(second_engine=load_second_engine())
