"""A browser's websocket without the browser: Streamlit's own messages, so that only the server is measured."""

from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

LARGEST = 64 * 1024 * 1024
PATIENCE = 60  # seconds; a server that takes longer counts as failed


class PageFailed(RuntimeError):
    """The page showed a traceback, or did not finish."""


class Session:
    """One connected person on one page. `address` is a path with its query, as in the browser's address line."""

    def __init__(self, port: int, address: str, cookie: str = "") -> None:
        path, _, self._query = address.partition("?")
        self._page_name, self._page_hash, self.received = path.strip("/"), "", 0
        headers = {"Cookie": f"session={cookie}"} if cookie else {}
        self._socket = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers=headers,
            max_size=LARGEST,
            open_timeout=PATIENCE,
            compression=None,
        )

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._socket.close()

    def rerun(self) -> None:
        """Ask for the page and wait until its script has finished."""
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.page_script_hash = self._page_hash
        asked.rerun_script.page_name = "" if self._page_hash else self._page_name
        asked.rerun_script.context_info.timezone = "Asia/Shanghai"
        asked.rerun_script.context_info.locale = "en-US"
        self._socket.send(asked.SerializeToString())
        while True:
            received = self._socket.recv(timeout=PATIENCE)
            assert isinstance(received, bytes)
            self.received += len(received)
            message = ForwardMsg()
            message.ParseFromString(received)
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self._page_hash = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
                raise PageFailed(message.delta.new_element.exception.message)
            elif kind == "page_not_found":
                raise PageFailed(f"no page {self._page_name}")
            elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return
            elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise PageFailed("the page does not compile")
