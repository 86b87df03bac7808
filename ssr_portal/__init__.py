"""SSR Portal: donors assess their security sector reform programmes, country by country."""

from ssr_portal import sqlite

sqlite.use_newest_library()
