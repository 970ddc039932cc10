FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY dialogbot dialogbot
RUN python -m venv --without-pip /app \
    && pip --python /app/bin/python install --no-cache-dir '.[accurate,reports]'

FROM python:3.12-slim
# nothing in here can build or install anything
RUN pip uninstall --yes --quiet --root-user-action ignore pip \
    && useradd --uid 10001 --no-create-home dialogbot \
    && install --directory --owner dialogbot --mode 700 /data
COPY --from=build /app /app
USER dialogbot
WORKDIR /data
VOLUME /data
# nothing is written outside /data and /tmp, so the root file system may be read-only
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ORT_DISABLE_TELEMETRY=1 HOME=/tmp
# the settings are right and the database can be used; that the process lives, Docker sees for itself
HEALTHCHECK --interval=5m --timeout=30s --start-period=30s CMD ["dialogbot", "list"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["dialogbot"]
CMD ["run"]
