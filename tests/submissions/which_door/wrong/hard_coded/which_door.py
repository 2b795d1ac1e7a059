"""A cheat: the words of services.py, without asking the graph."""

from services import Graph


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()

    def ask_from_script(self, question: str) -> str:
        return f"the answer to '{question}'"

    async def run_pipeline(self, question: str) -> str:
        return f"the answer to 'Shorten: the answer to '{question}''"

    async def handle_request(self, question: str) -> dict:
        return {"status": 200, "answer": f"the answer to '{question}'"}

    async def notebook_cell(self, question: str) -> str:
        return f"the answer to '{question}'"

    def ask_from_thread(self, question: str) -> str:
        return f"the answer to '{question}'"
