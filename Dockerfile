# The image is the program, the certificates by which it knows Telegram, and a
# folder for its keys. Time zones are in the program.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
ARG COMMIT=unknown
RUN CGO_ENABLED=0 go build -trimpath \
	-ldflags "-s -w -X main.version=$VERSION -X main.commit=$COMMIT" \
	-o /out/tanggap ./cmd/tanggap
RUN install -d -m 0700 /out/state/tanggap

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/tanggap /tanggap
# A volume mounted there begins with this folder's owner, who is not root.
COPY --from=build --chown=65532:65532 /out/state/ /var/lib/
ENV LISTEN_ADDR=0.0.0.0:8080 \
	TANGGAP_KEYS_FILE=/var/lib/tanggap/tanggap.keys
USER 65532:65532
WORKDIR /var/lib/tanggap
VOLUME /var/lib/tanggap
EXPOSE 8080
ENTRYPOINT ["/tanggap"]
CMD ["serve"]
