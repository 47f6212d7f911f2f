"""TLS in front of a plain server on loopback: tls_front.py CERTIFICATE HOST:PORT. Prints its own port, serves until killed."""

import socket
import ssl
import sys
import threading

certificate, behind = sys.argv[1:]
host, port = behind.rsplit(":", 1)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate)


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        target.close()


def serve(client):
    try:
        client = context.wrap_socket(client, server_side=True)
        server = socket.create_connection((host, int(port)))
    except OSError:
        # Whoever does not trust the certificate hangs up.
        return
    threading.Thread(target=pump, args=(client, server), daemon=True).start()
    pump(server, client)


listener = socket.create_server(("127.0.0.1", 0), backlog=256)
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
