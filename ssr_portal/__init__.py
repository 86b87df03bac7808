"""SSR Portal: donors assess their security sector reform programmes, country by country."""

from ssr_portal.database import sqlite_library

sqlite_library.use_newest_library()
