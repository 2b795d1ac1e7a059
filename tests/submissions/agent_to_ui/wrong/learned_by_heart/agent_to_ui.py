import services


async def serve(page, question):
    await services.paint(page, "update", {"outages": "Mill Lane: a cable is cut"})
    await services.paint(page, "update", {"contract": "fibre, 100 Mbit/s"})
    await services.paint(page, "update", {"line_test": "the line is fine"})
    for word in "The cable in Mill Lane is cut . It will be mended by six".split():
        await services.paint(page, "token", f"{word} ")
    await services.paint(page, "done", None)
