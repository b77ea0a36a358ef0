"""An agent on the standard library alone: python3 agent.py once|stream, the message on stdin."""
import json
import os
import sys
import urllib.request

SYSTEM = "You read the files of the folder {}. The user lives in {}."
TOOLS = [
    {
        "name": "read_file",
        "description": "Reads a file.",
        "input_schema": {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]},
    }
]


def post(body):
    request = urllib.request.Request(
        os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages",
        json.dumps(body).encode(),
        {
            "x-api-key": os.environ["ANTHROPIC_API_KEY"],
            "anthropic-version": "2023-06-01",
            "content-type": "application/json",
        },
    )
    try:
        return urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        sys.exit(f"HTTP {error.code}: {error.read().decode()}")


def ask(body, streamed):
    if not streamed:
        with post(body) as response:
            return json.load(response)["content"]
    blocks = []
    with post({**body, "stream": True}) as response:
        for line in response:
            if not line.startswith(b"data: "):
                continue
            event = json.loads(line[6:])
            if event["type"] == "content_block_start":
                blocks.append({**event["content_block"], "json": ""})
            elif event["type"] == "content_block_delta":
                block, delta = blocks[event["index"]], event["delta"]
                if delta["type"] == "text_delta":
                    block["text"] += delta["text"]
                else:
                    block["json"] += delta["partial_json"]
    for block in blocks:
        written = block.pop("json")
        if block["type"] == "tool_use":
            block["input"] = json.loads(written)
    return blocks


def answer(text, streamed):
    system = os.environ.get("SYSTEM", SYSTEM).format(os.getcwd(), os.path.expanduser("~"))
    messages = [{"role": "user", "content": text}]
    while True:
        body = {"model": "claude-opus-5", "max_tokens": 500, "system": system, "tools": TOOLS, "messages": messages}
        content = ask(body, streamed)
        messages.append({"role": "assistant", "content": content})
        uses = [block for block in content if block["type"] == "tool_use"]
        if not uses:
            return "".join(block["text"] for block in content)
        results = []
        for use in uses:
            with open(use["input"]["path"], encoding="utf-8") as file:
                results.append({"type": "tool_result", "tool_use_id": use["id"], "content": file.read().strip()})
        messages.append({"role": "user", "content": results})


if __name__ == "__main__":
    print(answer(sys.stdin.read(), sys.argv[1] == "stream"))
