"""A conversation in lines of JSON. Some messages make it misbehave."""
import json
import os
import sys

heard = []
for line in sys.stdin:
    message = json.loads(line)
    said = message["input"]
    heard.append(said)
    if said == "leave":
        print("I have had enough", file=sys.stderr)
        sys.exit(4)
    if said == "chatter":
        print("thinking aloud")
    if said == "twice":
        print(json.dumps({"output": "early"}))
    stop = {"stopReason": "max_tokens"} if said == "cut" else {}
    print(json.dumps({"output": f"{message['turn']}:{','.join(map(str, heard))}:{os.getpid()}", **stop}), flush=True)
if "FAREWELL" in os.environ:
    with open(os.environ["FAREWELL"], "w") as file:
        file.write(str(len(heard)))
