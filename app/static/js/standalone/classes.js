// Classes of a choropleth as layers/classes.py makes them, sign by sign: what is filtered here has the limits
// and colours that the server would give it.

const unique = (values) => [...new Set(values)].sort((a, b) => a - b);

// numpy.arange: the second value decides the step.
function stepsFrom(start, stop, step) {
  const delta = start + step - start;
  return Array.from({ length: Math.ceil((stop - start) / step) }, (_, i) => start + i * delta);
}

function percentile(sorted, percent) {
  const at = (percent / 100) * (sorted.length - 1);
  const low = Math.trunc(at);
  if (low === at) return sorted[low];
  const [before, after] = [low + 1 - at, at - low];
  return (sorted[low] * before + sorted[low + 1] * after) / (before + after);
}

function quantiles(sorted, count) {
  const width = 100 / count;
  const percents = stepsFrom(width, 100 + width, width);
  if (percents.at(-1) > 100) percents[percents.length - 1] = 100;
  return percents.map((percent) => percentile(sorted, percent));
}

function equalIntervals(sorted, count) {
  const [low, high] = [sorted[0], sorted.at(-1)];
  const width = (high - low) / count;
  const cuts = stepsFrom(low + width, high + width, width).slice(0, count);
  cuts[cuts.length - 1] = high;
  return cuts;
}

// Single precision, as the library on the server computes: the same sums, so the same choice between equals.
const single = Math.fround;

/** Squared deviations of the values from `first` to `last` (counted from 1), growing backwards from `last`. */
function* deviations(sorted, last) {
  let sum = 0;
  let squares = 0;
  let weight = 0;
  for (let first = last; first >= 1; first -= 1) {
    const value = single(sorted[first - 1]);
    squares = single(squares + single(value * value));
    sum = single(sum + value);
    weight += 1;
    yield [first, single(squares - single(single(sum * sum) / weight))];
  }
}

// Fisher and Jenks: the best cut of the first `last` values into `k` classes, from the best cuts of fewer.
function cutTables(sorted, count) {
  const size = sorted.length;
  const starts = Array.from({ length: size + 1 }, () => new Int32Array(count + 1));
  const costs = Array.from({ length: size + 1 }, (_, i) => new Float32Array(count + 1).fill(i >= 2 ? Infinity : 0));
  starts[1].fill(1, 1);
  for (let last = 2; last <= size; last += 1) {
    let whole = 0;
    for (const [first, deviation] of deviations(sorted, last)) {
      whole = deviation;
      if (first === 1) break;
      for (let k = 2; k <= count; k += 1) {
        const cost = single(deviation + costs[first - 1][k - 1]);
        if (costs[last][k] >= cost) {
          starts[last][k] = first;
          costs[last][k] = cost;
        }
      }
    }
    starts[last][1] = 1;
    costs[last][1] = whole;
  }
  return starts;
}

function naturalBreaks(sorted, count) {
  const starts = cutTables(sorted, count);
  const limits = [sorted.at(-1)];
  let last = sorted.length;
  for (let k = count; k > 1; k -= 1) {
    const first = starts[last][k];
    limits.push(sorted[first - 2]);
    last = first - 1;
  }
  return limits;
}

const SCHEMES = { quantiles, equal_interval: equalIntervals, natural_breaks: naturalBreaks };

export const SCHEME_NAMES = Object.keys(SCHEMES);

/** Upper limits of at most `count` classes, ascending. */
function limitsOf(sorted, scheme, count) {
  const different = unique(sorted);
  return different.length <= count ? different : unique(SCHEMES[scheme](sorted, count));
}

/** Classes [{from, to, colour, count}] of values, lowest first; `colours`: number of classes → their colours. */
export function classify(values, scheme, count, colours) {
  const sorted = [...values].sort((a, b) => a - b);
  if (!sorted.length) return [];
  const limits = limitsOf(sorted, scheme, count);
  const groups = limits.map((limit, i) => sorted.filter((value) => value <= limit && (i === 0 || value > limits[i - 1])));
  const filled = groups.filter((group) => group.length);
  const beyond = sorted.filter((value) => value > limits.at(-1));
  if (beyond.length) filled.push(beyond);
  return filled.map((group, i) => ({ from: group[0], to: group.at(-1), colour: colours[filled.length][i], count: group.length }));
}
