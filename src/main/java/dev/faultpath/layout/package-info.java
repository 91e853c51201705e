/**
 * Layouts: what an address space looks like, as data, before a model is built from it.
 *
 * <p>{@link dev.faultpath.layout.Layout} is the data; {@link dev.faultpath.layout.LayoutReader} and
 * {@link dev.faultpath.layout.LayoutWriter} are its text form; {@link dev.faultpath.layout.SyntheticLayouts},
 * {@link dev.faultpath.layout.LayoutCapture} and the shipped files found by {@link dev.faultpath.layout.Layouts} are
 * where layouts come from; {@link dev.faultpath.layout.DevicePlacement} puts device memory under one;
 * {@link dev.faultpath.layout.ModelBuilder} turns it into the model.
 */
package dev.faultpath.layout;
