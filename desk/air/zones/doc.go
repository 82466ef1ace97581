// Package zones reads zones of the air from files, and writes them: OpenAir 1 and 2, GeoJSON (RFC 7946), and KML 2.3.
//
// Nothing is left out in silence: whatever part of a file does not become a zone is a [Note] with its line and a reason,
// and so is whatever was mended or assumed. A height that a file does not give stays unset; it is never taken for the
// ground. Circles, arcs, corridors and bands become polygons when they are read, with corners on the ellipsoid WGS 84 so
// close that the polygon departs from the curve by less than a thousandth of its radius; the corners are rounded to 1e-7
// degree, and from there on everything is reckoned in integers.
//
// OpenAir: http://www.winpilot.com/UsersGuide/UserAirspace.asp and, for version 2, Naviter's "OpenAir file format 2.1".
// KML: OGC 12-007r2.
package zones
