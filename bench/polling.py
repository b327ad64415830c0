"""Many connections that ask for the same thing again and again, as calendar programs do, and what it costs a server.

One thread of our own serves all connections and does the least it can for each answer. How busy it was is told with
every figure, so that nobody takes the limits of whoever asks for those of whoever answers.
"""

import select
import socket
import time
from typing import NamedTuple
from urllib.parse import urlsplit

import psutil

CONNECTIONS = 32
SLICES, SECONDS = 8, 0.125  # how often each is asked in a round, and for how long
MOST = 1 << 20  # bytes taken in at once


class Asked(NamedTuple):
    """One round: answers in a second, the server's processor time for each in microseconds, the part of a core we used.

    A server's processor time is that of all its processes, user and system; not that of a database server behind it.
    """

    per_second: float
    microseconds: float
    busy: float


class Polling:
    """One request for one server, whose processes are the family of `process`. `rounds` is what was found so far.

    Raises RuntimeError when an answer has another status than is wanted, or another length than the first one had.
    """

    def __init__(self, name: str, address: str, path: str, headers: dict[str, str], wanted: int, process: int) -> None:
        told = urlsplit(address)
        self.name, self.wanted, self.process = name, wanted, psutil.Process(process)
        self.place = (str(told.hostname), int(told.port or 80))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.request = f"GET {path} HTTP/1.1\r\nHost: {told.netloc}\r\n{lines}\r\n".encode()
        self.rounds: list[Asked] = []
        self.length = len(self.answer())

    def speed(self) -> float:
        """Answers in a second, in the last round."""
        return self.rounds[-1].per_second

    def cost(self) -> float:
        """The server's processor time for each answer, in the last round."""
        return self.rounds[-1].microseconds

    def header(self, name: str) -> str:
        """A header of the answer. Raises StopIteration when it has none of this name."""
        lines = self.answer().partition(b"\r\n\r\n")[0].decode().split("\r\n")
        return next(line.split(": ", 1)[1] for line in lines if line.lower().startswith(f"{name}: "))

    def answer(self) -> bytes:
        """One answer, with its headers."""
        with socket.create_connection(self.place) as connection:
            connection.sendall(self.request)
            taken = b""
            while not _is_whole(taken):
                more = connection.recv(MOST)
                if not more:
                    raise RuntimeError(f"The answer broke off: {taken[:80]!r}.")
                taken += more
        self._check(taken)
        return taken

    def slice(self) -> tuple[int, float, float, float]:
        """Ask over all connections at once for a while: answers, seconds, processor seconds of the server and of us.

        It ends with the last answer, so that nothing is left to be done while another is asked.
        """
        connections = {one.fileno(): one for one in (socket.create_connection(self.place) for _ in range(CONNECTIONS))}
        due, count, poll, buffer = dict.fromkeys(connections, 0), 0, select.epoll(), memoryview(bytearray(MOST))
        used, ours, began = self._used(), time.thread_time(), time.perf_counter()
        for number, one in connections.items():
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            poll.register(number, select.EPOLLIN)
            one.send(self.request)
        asking = len(connections)
        while asking:
            for number, _ in poll.poll():
                taken = connections[number].recv_into(buffer)
                if not due[number]:
                    self._check(bytes(buffer[:80]))
                due[number] += taken
                if due[number] == self.length:
                    due[number] = 0
                    count += 1
                    if time.perf_counter() - began < SECONDS:
                        connections[number].send(self.request)
                    else:
                        asking -= 1
                elif not taken or due[number] > self.length:
                    raise RuntimeError(f"An answer of {due[number]} octets, where the first one had {self.length}.")
        took, used, ours = time.perf_counter() - began, self._used() - used, time.thread_time() - ours
        poll.close()
        for one in connections.values():
            one.close()
        return count, took, used, ours

    def _check(self, taken: bytes) -> None:
        if b" %d " % self.wanted not in taken[:16]:
            raise RuntimeError(f"Asked for {self.wanted} and got {taken[:80]!r}.")

    def _used(self) -> float:
        """The seconds of processor time that the server's processes have used so far."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(times.user + times.system for times in (one.cpu_times() for one in family))


def in_turn(*asks: Polling) -> None:
    """One round: each is asked for a short while, in turn and several times, so that all meet the same machine."""
    slices = [[one.slice() for one in asks] for _ in range(SLICES)]
    for one, its in zip(asks, zip(*slices, strict=True), strict=True):
        count, took, used, ours = map(sum, zip(*its, strict=True))
        one.rounds.append(Asked(count / took, used / count * 1e6, ours / took))


def _is_whole(taken: bytes) -> bool:
    head, ended, body = taken.partition(b"\r\n\r\n")
    told = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(ended) and len(body) == (int(told[0].split(b":")[1]) if told else 0)
