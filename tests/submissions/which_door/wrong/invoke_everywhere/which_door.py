"""invoke at all five places: right answers, and a loop that stands still."""

from services import Graph


class Assistant:
    def __init__(self) -> None:
        self.app = Graph()

    def ask_from_script(self, question: str) -> str:
        return self.app.invoke(question)

    async def run_pipeline(self, question: str) -> str:
        draft = self.app.invoke(question)
        return self.app.invoke(f"Shorten: {draft}")

    async def handle_request(self, question: str) -> dict:
        answer = self.app.invoke(question)
        return {"status": 200, "answer": answer}

    async def notebook_cell(self, question: str) -> str:
        return self.app.invoke(question)

    def ask_from_thread(self, question: str) -> str:
        return self.app.invoke(question)
