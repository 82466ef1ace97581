// Package live listens to sources of tracks on the network, and holds what they report against zones while it flies.
//
// [Open] follows one [Source] until it is closed: it connects, reads, connects again when the line breaks, and gives the
// reports to a function. [Feed.Health] says at any time how the source does. A [Checker] takes the reports of any number of
// sources, shares the aircraft among several workers, and gives out the crossings; its zones may be changed while it runs.
//
//	checker := live.NewChecker(set, live.CheckerConfig{}, func(found []watch.Crossing) { … })
//	defer checker.Close()
//	source, err := live.Open(ctx, live.Source{Name: "north mast", Kind: live.Beast, Address: "10.0.0.7:30005"}, live.Config{}, checker.Take)
//	…
//	err = checker.Change([]*fence.Zone{fresh}, nil) // holds from the next report on, and at once for what is in sight
//
// Memory is bounded: a source keeps what one reading brought, a checker a few batches for each worker and as many aircraft
// as [track.Config] says. Where the checker is behind, the source is not read meanwhile, and the network keeps or drops what
// comes. Nothing is written to a log: what goes wrong is a value of [Health], without a place or a name of an aircraft.
//
// Nothing here is encrypted, because none of these protocols is: run them on a line that is.
package live
