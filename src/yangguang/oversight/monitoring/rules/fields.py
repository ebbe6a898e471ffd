"""The eight fields of electronic supervision (plan, task 16) and what they are called; new fields are data."""

FIELDS = {
    "approval": "行政审批",
    "enforcement": "行政执法",
    "tendering": "工程招投标",
    "procurement": "政府采购",
    "land": "土地出让",
    "property": "产权交易",
    "petitions": "信访处理",
    "projects": "重大项目",
}
