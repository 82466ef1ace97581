// Package overlay lays areas over each other: how large is what both cover, or only one, and what is its outline.
//
// Areas come as rings of points of package geo. Edges are straight in longitude and latitude, as RFC 7946 says. Sizes are
// those on the ellipsoid of WGS 84 with such edges, in whole square centimetres: the integral of the authalic function along
// every edge, without a projection. Every edge is integrated once and counted for the one side and against the other, so
// what is gained less what is lost is to the last centimetre what an area grew by. (Geodesic edges, as PostGIS takes them
// for the type geography, enclose a little more or less: 5e-6 of a map of Ukraine less, with corners some kilometres apart.)
//
// How it works. All edges of all layers are cut wherever they meet ([node]), on a grid of integers; the questions on which
// side of an edge a point lies are answered exactly. One sweep from west to east then knows for each edge what covers its
// two sides. Sizes need no more. Outlines are the edges with a wanted side and an unwanted one, walked round.
//
// Sizes are reckoned on a grid 256 times finer than that of the points, so that a crossing is moved by less than 0.05 mm.
// Outlines are in points again, where a crossing is moved by up to 8 mm; their edges meet only at their ends.
package overlay
