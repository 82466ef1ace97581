// Package mvt draws features as vector tiles: Mapbox Vector Tile 2.1, in the tiles of the Web Mercator map. It knows shapes
// and values, and neither layers, readers nor HTTP.
//
// A [Set] holds features so that a tile is quickly found and drawn. Points are sorted along a Morton curve (the bits of x
// and y by turns), on which every tile of every zoom is one unbroken stretch. Lines and areas are few, and looked through.
//
// Which tile a point lies in is decided once, when its position is turned into two whole numbers of 32 bits, and from then
// on by shifting bits: a point lies in exactly one tile of each zoom, and neighbours never both claim or both miss it. The
// tile grid lies finer than a position of 1e-7 degree; turning latitude into Mercator uses floating point, so a point within
// a centimetre of a tile's edge may be drawn in the other tile on another machine. Nothing is judged from a tile.
//
// What a screen cannot show is not dropped: where a tile has more points than it can show, those that share a cell of its
// grid become one feature that says how many they are, and the tile says that it was thinned.
package mvt
