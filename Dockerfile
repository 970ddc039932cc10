FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY dialogbot dialogbot
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

FROM python:3.12-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels dialogbot \
    && useradd --uid 10001 --no-create-home dialogbot \
    && install --directory --owner dialogbot --mode 700 /data
USER dialogbot
WORKDIR /data
VOLUME /data
ENV PYTHONUNBUFFERED=1
# the settings are right and the database can be used; that the process lives, Docker sees for itself
HEALTHCHECK --interval=5m --timeout=30s --start-period=30s CMD ["dialogbot", "list"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["dialogbot"]
CMD ["run"]
