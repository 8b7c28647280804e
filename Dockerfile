FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/nnx-judge
# Before the sources: this layer changes only with the lock file.
COPY requirements.txt ./
RUN /opt/nnx-judge/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY graders graders
COPY reference reference
COPY client client
RUN /opt/nnx-judge/bin/pip install --no-cache-dir --no-deps --no-build-isolation ./client .

FROM python:3.13-slim
# Submissions' system calls are filtered with it.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libseccomp2 \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 nnx-judge \
 && useradd --system --gid nnx-judge --uid 10001 --no-create-home --home-dir /nonexistent \
      --shell /usr/sbin/nologin nnx-judge \
 && install --directory --owner nnx-judge --group nnx-judge --mode 0700 /var/lib/nnx-judge
COPY --from=build /opt/nnx-judge /opt/nnx-judge
ENV NNX_JUDGE_HOST=0.0.0.0 \
    NNX_JUDGE_PORT=8000 \
    NNX_JUDGE_DATA_DIR=/var/lib/nnx-judge
VOLUME /var/lib/nnx-judge
EXPOSE 8000
USER nnx-judge
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["/opt/nnx-judge/bin/python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["/opt/nnx-judge/bin/nnx-judge"]
CMD ["serve"]
