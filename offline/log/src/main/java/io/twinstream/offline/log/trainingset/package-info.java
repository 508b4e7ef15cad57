/** Training sets as files: the table and its report. */
package io.twinstream.offline.log.trainingset;
