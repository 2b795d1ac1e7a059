"""`python .` in this folder, or `python` and its path, asks for the total of a small basket."""

import asyncio

from shop.basket import total

print(asyncio.run(total(["tea", "bread"])))
