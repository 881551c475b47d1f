# The site and the command line, without torch. `docker compose build`, or `docker build -t lookalike .`

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/lookalike && python -m venv /opt/build
COPY requirements/base.txt requirements/build.txt /requirements/
RUN /opt/lookalike/bin/pip install --require-hashes -r /requirements/base.txt \
    && /opt/build/bin/pip install --require-hashes -r /requirements/build.txt
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY lookalike lookalike
COPY ingest ingest
COPY webapp webapp
COPY templates templates
COPY static static
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/lookalike/bin/pip install --no-deps /wheels/*.whl

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin lookalike \
    && install -d -o lookalike -g lookalike -m 0700 /data
COPY --from=build /opt/lookalike /opt/lookalike
ENV PATH=/opt/lookalike/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LOOKALIKE_DATA=/data \
    LOOKALIKE_HOST=0.0.0.0 \
    LOOKALIKE_PORT=5000
USER lookalike
WORKDIR /data
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:5000/health', timeout=4)"]
ENTRYPOINT ["lookalike"]
CMD ["serve"]
