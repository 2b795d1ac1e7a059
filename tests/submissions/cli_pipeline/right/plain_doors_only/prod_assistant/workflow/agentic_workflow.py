"""No loop at all: a command line program waits for one thing at a time."""

import argparse
import sys

from services import Agent, ModelOverloaded


def main() -> int:
    parser = argparse.ArgumentParser(prog="agentic_workflow")
    parser.add_argument("--stream", action="store_true")
    parser.add_argument("question", nargs="*")
    options = parser.parse_args()
    if not options.question:
        sys.stderr.write("A question is needed.\n")
        return 2
    state = {"question": " ".join(options.question)}
    try:
        with Agent() as agent:
            if not options.stream:
                print(agent.invoke(state)["answer"])
                return 0
            for word in agent.stream(state):
                sys.stdout.write(word)
                sys.stdout.flush()
            sys.stdout.write("\n")
    except ModelOverloaded as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
