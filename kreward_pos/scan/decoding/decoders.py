"""The decoder that the counter uses; anything else that keeps to the protocol may stand in its place."""

from kreward_pos.scan.decoding.decoder import Decoder


def standard_decoder() -> Decoder:
    """The cascade over the engines that this machine has. Slow the first time: it loads them."""
    from kreward_pos.scan.decoding.engines import load_second_engine
    from kreward_pos.scan.decoding.pipeline import Pipeline  # late: loads OpenCV and the engines

    return Pipeline(second_engine=load_second_engine())
