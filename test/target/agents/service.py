"""A service: POST /chat {"text": …} asks the model and sends the header on that names the trial."""
import json
import os
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Chat(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(404, {"error": "POST /chat"})

    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if sent["text"] == "crash":
            print("out of luck", file=sys.stderr, flush=True)
            os._exit(7)
        if sent["text"] == "fail":
            return self.answer(500, {"error": "no idea"})
        if sent["text"] == "echo":
            return self.answer(200, {"choices": [{"text": sent}], "path": self.path})
        request = urllib.request.Request(
            os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages",
            json.dumps({"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": sent["text"]}]}).encode(),
            {"x-session": self.headers.get("x-session", "")},
        )
        with urllib.request.urlopen(request) as response:
            self.answer(200, {"choices": [{"text": json.load(response)["content"][0]["text"]}]})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Chat).serve_forever()
