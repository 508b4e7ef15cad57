/**
 * The functions of expressions: each is one {@link FunctionEntry} with its overloads, its compiled
 * form and its documentation.
 */
package io.twinstream.features.expression.function;
