"""A real Milvus that is full or may only be read, by a gate before it that answers so what writes; searches go on."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from vsearch.errors import EngineUnavailable

_ROOM, _CLOSED = 64 << 20, 4
_WRITES = ("/Insert", "/Upsert", "/Delete")


class Gate:
    """Passes on what a Milvus is asked, and answers writes as a server does that refuses them."""

    def __init__(self, target: str) -> None:
        import grpc

        self.refusal = ""
        self._channel = grpc.insecure_channel(target, options=(("grpc.max_receive_message_length", _ROOM),))
        gate = self

        class Passing(grpc.GenericRpcHandler):  # type: ignore[misc] # grpc has no types
            def service(self, details: Any) -> Any:
                return grpc.unary_unary_rpc_method_handler(lambda asked, context: gate.answer(details.method, asked))

        self._server = grpc.server(ThreadPoolExecutor(_CLOSED), options=(("grpc.max_receive_message_length", _ROOM),))
        self._server.add_generic_rpc_handlers((Passing(),))
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def answer(self, method: str, asked: bytes) -> bytes:
        """What the server says, or what one says that refuses."""
        if self.refusal and method.endswith(_WRITES):
            from pymilvus.grpc_gen import common_pb2, milvus_pb2

            status = common_pb2.Status(error_code=1, code=9, reason=self.refusal)
            return bytes(milvus_pb2.MutationResult(status=status).SerializeToString())
        ask: Callable[..., bytes] = self._channel.unary_unary(method)
        return ask(asked, timeout=60)

    def close(self) -> None:
        """End it."""
        self._server.stop(None)
        self._channel.close()


@pytest.fixture
def gate(milvus: str) -> Iterator[Gate]:
    opened = Gate(milvus.removeprefix("milvus://"))
    yield opened
    opened.close()


@pytest.mark.cluster
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        pytest.param("quota exceeded[reason=disk quota exceeded]", r"is full: .*disk quota exceeded", id="full"),
        pytest.param("force to deny writing, please turn it off", r"may only be read: force to deny", id="read-only"),
    ],
)
def test_a_server_that_takes_nothing_is_one_sentence_and_searches_go_on(
    gate: Gate, library: Any, add: Callable[..., object], colours: object, said: str, sentence: str
) -> None:
    for n in range(3):
        add(f"v{n}", [(("red", "green", "blue")[n], 0, 3)])
    expected = [one.video for one in library.search("red", top=3).moments]
    library.choose_engine(f"milvus://127.0.0.1:{gate.port}")
    gate.refusal = said
    with pytest.raises(EngineUnavailable, match=sentence) as refused:
        library.sync_engine()
    assert "\n" not in str(refused.value)
    assert [one.video for one in library.search("red", top=3).moments] == expected
    gate.refusal = ""
    assert library.sync_engine().told == 3  # nothing that was refused counts as told
    assert [one.video for one in library.search("red", top=3).moments] == expected
    library.drop_engine()
