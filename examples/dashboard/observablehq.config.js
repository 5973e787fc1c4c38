// Nothing from a CDN: no web fonts, one local style sheet, one page.
export default {
  title: "News",
  root: "src",
  output: process.env.DASHBOARD_OUT ?? "dist",
  style: "style.css",
  globalStylesheets: [],
  header: "",
  footer: "Made with news_extract. Places: GeoNames, CC BY 4.0. Shapes of countries: Natural Earth, public domain.",
  sidebar: false,
  toc: false,
  pager: false,
  search: false,
};
