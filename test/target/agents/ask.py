"""Asks the model what it was asked, with the standard library alone."""
import json
import os
import sys
import urllib.request


def ask(text):
    request = urllib.request.Request(
        os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages",
        json.dumps(
            {"model": "claude-sonnet-4-5", "max_tokens": 100, "messages": [{"role": "user", "content": text}]}
        ).encode(),
        {"x-api-key": os.environ["ANTHROPIC_API_KEY"], "content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        return "".join(block.get("text", "") for block in json.load(response)["content"])


if __name__ == "__main__":
    print(ask(sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()))
