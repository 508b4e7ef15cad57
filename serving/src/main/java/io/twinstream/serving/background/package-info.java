/** Work that no request waits for, of which no failure goes unnoticed. */
package io.twinstream.serving.background;
