"""Starts the offline AWS once, and gives each stack a copy of it: fork_server.py SOCKET ARGUMENT...

The arguments are those of launch.py for a stack that tries everything out: it is deployed, and ends. So what takes long is done before the first
copy: modules imported, service models, policies of AWS, template and state machines read. Whoever connects to the socket writes a line, the
arguments of a stack as JSON, and is answered with what launch.py would print; the stack lives until the other side ends the connection."""
import copy
import functools
import gc
import io
import json
import os
import select
import socket
import sys
import threading

import launch
import motoaws
from moto.iam.models import get_account_id_from, iam_backends
from moto.moto_api._internal import mock_random, moto_api_backend
from samtranslator import yaml_helper

stop = motoaws.MotoAws.stop


def stop_and_hang_up(self):
    """Clients keep connections open, and each holds a thread of the server."""
    stop(self)
    for client in self._clients.values():
        client.close()


def own_copy(parse):
    parsed = functools.lru_cache(None)(parse)
    return lambda text: copy.deepcopy(parsed(text))


def try_out():
    """A stack that ends at once. Nothing but this thread may be left: another would be missing in the copies, and what it holds would stay held."""
    sys.stdin = io.StringIO()
    motoaws.main()
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(10)
    left = [thread.name for thread in threading.enumerate() if thread is not threading.current_thread()]
    if left:
        raise RuntimeError(f"Threads are left: {left}")
    moto_api_backend.reset()
    # Reads AWS's own policies, and makes IAM in each partition.
    assert iam_backends[motoaws.ACCOUNT]["aws"].managed_policies
    get_account_id_from("nobody")
    gc.collect()
    gc.freeze()


def live(connection):
    """In the copy: the stack, from the first line to the end of the connection."""
    lines = connection.makefile("rw", encoding="utf8")
    sys.argv[1:] = json.loads(lines.readline())
    sys.stdin = sys.stdout = lines
    mock_random.seed()
    # All is as new: what was made while trying out is gone.
    moto_api_backend.reset = lambda: None
    motoaws.main()


def live_and_end(connection):
    """Nothing of the server's own end may run in a copy."""
    code = 1
    try:
        live(connection)
        code = 0
    except SystemExit:
        pass  # what is refused stands on stderr
    except BaseException:  # noqa: BLE001
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def serve(path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(64)
        print("ready", flush=True)
        parent, copies = os.fdopen(0, "rb", 0), []
        while True:
            readable, _, _ = select.select([listener, parent], [], [])
            if parent in readable:
                break
            connection, _ = listener.accept()
            copies.append(os.fork())
            if copies[-1] == 0:
                listener.close()
                live_and_end(connection)
            connection.close()
    for process in copies:
        os.waitpid(process, 0)


if __name__ == "__main__":
    motoaws.MotoAws.stop = stop_and_hang_up
    yaml_helper.yaml_parse = own_copy(yaml_helper.yaml_parse)
    at = sys.argv.pop(1)
    try_out()
    serve(at)
