import asyncio

from services import PictureError, StorageError, load_picture, shrink


async def shrink_all(names, workers, waiting):
    small = {}
    for start in range(0, len(names), workers):
        batch = names[start : start + workers]
        pictures = [await load_picture(name) for name in batch]
        results = await asyncio.gather(*map(shrink, pictures), return_exceptions=True)
        for name, result in zip(batch, results):
            small[name] = f"failed: {result}" if isinstance(result, PictureError) else result
    return small
