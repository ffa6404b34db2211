// The chart of published totals, targets and the registry. The table below it holds the same numbers.

const MARKS = {
  before: { pointStyle: "circle", showLine: true, borderDash: [], token: "--accent" },
  merged: { pointStyle: "rect", showLine: true, borderDash: [2, 3], token: "--warn" },
  targets: { pointStyle: "triangle", showLine: false, borderDash: [], token: "--bad" },
  registry: { pointStyle: "line", showLine: true, borderDash: [7, 4], token: "--link" },
};

/** Return one series as the chart library takes it: told apart by mark and line, not by colour alone. */
function dataset(series, style) {
  const mark = MARKS[series.key];
  const colour = style.getPropertyValue(mark.token).trim();
  return {
    label: series.title,
    data: series.points,
    borderColor: colour,
    backgroundColor: colour,
    pointStyle: mark.pointStyle,
    pointRadius: 6,
    borderWidth: 2,
    borderDash: mark.borderDash,
    showLine: mark.showLine,
    tension: 0,
  };
}

/** Return what stands beside a mark when it is pointed at. */
function pointText(context) {
  return `${context.dataset.label}: ${context.raw.period} – ${context.formattedValue}`;
}

/** Draw the chart. */
function drawChart(canvas, chart) {
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue("--ink-soft").trim();
  const line = style.getPropertyValue("--line").trim();
  const axis = (text) => ({ title: { display: true, text, color: ink }, ticks: { color: ink }, grid: { color: line } });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return new window.Chart(canvas, {
    type: "scatter",
    data: { datasets: chart.series.map((series) => dataset(series, style)) },
    options: {
      locale: document.documentElement.lang,
      maintainAspectRatio: false,
      animation: calm ? false : { duration: 300 },
      scales: {
        x: { ...axis(chart.x_title), ticks: { color: ink, stepSize: 1, callback: (value) => String(value) } },
        y: { ...axis(chart.y_title), beginAtZero: true },
      },
      plugins: {
        legend: { position: "bottom", labels: { usePointStyle: true, color: ink } },
        tooltip: { callbacks: { label: pointText } },
      },
    },
  });
}

const canvas = document.getElementById("quality-chart");
const block = document.getElementById("chart-data");
if (window.Chart && canvas && block) {
  drawChart(canvas, JSON.parse(block.textContent));
  canvas.dataset.drawn = "";
} else if (canvas) {
  canvas.parentElement.hidden = true;
}
