# PostgreSQL with news_extract in it:
#
#   docker build -t news_extract .                        # PostgreSQL 17
#   docker build -t news_extract --build-arg PG_MAJOR=18 .
#   docker run --name news -e POSTGRES_PASSWORD=secret -d news_extract
#   docker exec -it news psql -U postgres -c 'CREATE EXTENSION news_extract'
#
# The second stage is the official image and three files; compiler and headers stay behind in the first.
ARG PG_MAJOR=17

FROM postgres:${PG_MAJOR}-bookworm AS build
RUN apt-get update \
	&& apt-get install -y --no-install-recommends gcc libc6-dev libicu-dev make pkg-config "postgresql-server-dev-$PG_MAJOR"
COPY . /news_extract
WORKDIR /news_extract
RUN make -j"$(nproc)" PG_CONFIG="/usr/lib/postgresql/$PG_MAJOR/bin/pg_config" \
	&& make install DESTDIR=/out PG_CONFIG="/usr/lib/postgresql/$PG_MAJOR/bin/pg_config"

# ICU's library is there already: PostgreSQL itself uses it.
FROM postgres:${PG_MAJOR}-bookworm
COPY --from=build /out /
COPY LICENSE NOTICE /usr/share/doc/news_extract/
