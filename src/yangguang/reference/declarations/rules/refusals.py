"""How this capability says no."""

from yangguang.kernel.refusals import NotPermitted, Refusal


class CampaignNotFound(Refusal):
    """No such campaign."""

    code = "declarations.campaign_not_found"
    status = 404
    text = "没有找到这次清理。"
    remedy = "请从清理列表里选。"


class CampaignIncomplete(Refusal):
    """A campaign needs a title, a future deadline and bodies."""

    code = "declarations.campaign_incomplete"
    status = 422
    text = "没有开展：{problem}。"
    remedy = "请补上以后再开展，您填的内容都还在。"


class CampaignClosed(Refusal):
    """The campaign has ended."""

    code = "declarations.campaign_closed"
    text = "“{title}”已经结束，不能再申报。"
    remedy = "请等下一次清理，或请法制部门重新开展。"


class BodyNotInvited(Refusal):
    """The body does not take part in the campaign."""

    code = "declarations.body_not_invited"
    status = 403
    text = "{body}不在这次清理的范围里。"
    remedy = "需要参加的，请联系法制部门。"


class KindNotInScope(Refusal):
    """The campaign is about other kinds."""

    code = "declarations.kind_not_in_scope"
    status = 422
    text = "这次清理只报{kinds}，不报{kind}。"
    remedy = "请换一个类型，或者在下一次清理时报。"


class DeclarationsUnfinished(Refusal):
    """A body cannot finish while drafts lie about."""

    code = "declarations.unfinished"
    text = "还有 {count} 份申报没有提交：{first}。"
    remedy = "请先提交或者撤回这些申报，再报告申报完毕。"


class DeclarationNotFound(Refusal):
    """No such declaration, or it is another body's draft."""

    code = "declarations.not_found"
    status = 404
    text = "没有找到申报 {number}，或者它还没有提交到您这里。"
    remedy = "请从列表里打开。"


class DeclarationOpenAlready(Refusal):
    """A matter is declared once at a time."""

    code = "declarations.open_already"
    text = "《{name}》已经有一份没有走完的申报：{number}。"
    remedy = "请接着办那一份，或者先撤回它。"


class DeclarationChanged(Refusal):
    """Somebody wrote in it since the page was read."""

    code = "declarations.changed"
    text = "这份申报在您打开以后被同事改过（第 {revision} 稿）。"
    remedy = "您填的内容还在这一页上，请另开一页对照，再决定保存哪一稿。"


class DeclarationNotOpen(Refusal):
    """The step does not fit the state of the declaration."""

    code = "declarations.not_open"
    text = "《{name}》现在是“{state}”，不能{act}。"
    remedy = "请刷新页面，看看它到了哪一步。"


class AlreadyDecided(Refusal):
    """Two officers decided at once; the first one counts."""

    code = "declarations.already_decided"
    text = "《{name}》刚刚已由{who}处理为“{state}”，您的处理没有生效。"
    remedy = "请刷新页面看处理结果；有不同意见，请与这位同事商量。"


class DeclarationNotFit(Refusal):
    """The declaration breaks rules; `fields` tells which."""

    code = "declarations.not_fit"
    status = 422
    text = "《{name}》还有 {count} 处不符合要求，没有签核：{first}"
    remedy = "请按列出的各处改好再签核。填好的内容都在。"


class NothingChanged(Refusal):
    """A change must change something."""

    code = "declarations.nothing_changed"
    status = 422
    text = "《{name}》与现行版本一样，没有要调整的内容。"
    remedy = "请先改内容；不需要调整的，撤回这份申报。"


class ReasonNeeded(Refusal):
    """The act needs a reason."""

    code = "declarations.reason_needed"
    status = 422
    text = "没有{act}：请写明理由，对方看得到。"
    remedy = "请写清楚是什么问题、依据什么、怎么改。"


class CommentsMissing(Refusal):
    """A return without comments helps nobody."""

    code = "declarations.comments_missing"
    status = 422
    text = "没有退回：这一轮还没有写审核意见。"
    remedy = "请先把意见写在有问题的栏目、环节或者材料上，再退回。"


class CommentsOpen(Refusal):
    """A filing leaves no comment unsettled."""

    code = "declarations.comments_open"
    text = "没有备案：还有 {count} 条审核意见没有解决。"
    remedy = "请逐条核对，改好的标为已解决；没有改的，退回修改。"


class ChecklistIncomplete(Refusal):
    """Every line of the checklist must have been looked at."""

    code = "declarations.checklist_incomplete"
    status = 422
    text = "没有备案：审核要点还有 {count} 条没有核对，第一条是“{first}”。"
    remedy = "请逐条核对后打勾。"


class OpinionsOutstanding(Refusal):
    """Asked offices have not answered, or object."""

    code = "declarations.opinions_outstanding"
    text = "没有备案：会审的{offices}还没有同意。"
    remedy = "没有答复的请催办；有异议的请退回修改，改后重新会审。"


class OpinionNotAsked(Refusal):
    """An office speaks when it is asked, once a round."""

    code = "declarations.opinion_not_asked"
    text = "这一轮没有请{office}会审，或者意见已经提交过。"
    remedy = "请刷新页面再看；要补充意见，请联系法制部门。"


class CodeTaken(Refusal):
    """A code is given once and never again, not even after it is retired."""

    code = "declarations.code_taken"
    text = "编码 {code} 已经给过《{name}》，不能再给别的事项。"
    remedy = "请改用下一个流水号，或者不填编码，由编码登记簿顺次编号。"


class CodeSeriesFull(Refusal):
    """Three digits hold 499 local main items."""

    code = "declarations.code_series_full"
    text = "这一行业的本市自编流水号已经用完。"
    remedy = "请向省政务服务主管部门申请主项编码，再填入。"


class CodeNotValid(Refusal):
    """The proposed code has another shape."""

    code = "declarations.code_not_valid"
    status = 422
    text = "编码没有采用：{problem}"
    remedy = "请改正，或者不填，由编码登记簿顺次编号。"


class DraftChangedSinceFiling(Refusal):
    """What would be published is not what was reviewed."""

    code = "declarations.draft_changed_since_filing"
    text = "《{name}》的草稿与备案的不一致（备案指纹 {filed}，草稿 {found}），没有公布。"
    remedy = "改动要重新申报、重新审核。请在下一次清理里申报这些改动。"


class EffectiveDateInPast(Refusal):
    """A rule cannot begin before people can read it."""

    code = "declarations.effective_date_in_past"
    status = 422
    text = "施行日期不能早于公布当天。"
    remedy = "请选今天或者以后的日期。"


class AuthorityNotFound(Refusal):
    """No such authority."""

    code = "declarations.authority_not_found"
    status = 404
    text = "没有找到这份网上行使身份。"
    remedy = "请从列表里打开。"


class AuthorityOpenAlready(Refusal):
    """A power has one authority."""

    code = "declarations.authority_open_already"
    text = "《{name}》已经报过网上行使身份：{number}，现在是“{state}”。"
    remedy = "请接着办那一份；岗位有变化的，先撤销再重新报。"


class PostsMissing(Refusal):
    """The flow needs posts that nobody holds."""

    code = "declarations.posts_missing"
    status = 422
    text = "《{name}》的流程要用到{kinds}，本单位现在没有人任这些岗位。"
    remedy = "请先设岗、任命，再报网上行使身份。"


class AuthorityNotOpen(Refusal):
    """The step does not fit the state of the authority."""

    code = "declarations.authority_not_open"
    text = "{name}现在是“{state}”{who}，不能{act}。"
    remedy = "请刷新页面，看看它到了哪一步。"


class LawNotFit(Refusal):
    """The text of law cannot be recorded like this."""

    code = "declarations.law_not_fit"
    status = 422
    text = "没有登记：{problem}。"
    remedy = "请改正后再登记。"


class FormatNotFit(Refusal):
    """The format lacks what the law wants."""

    code = "declarations.format_not_fit"
    status = 422
    text = "格式没有公布：{problem}。"
    remedy = "请改正后再公布；现行的格式没有变动。"


class SheetNotFound(Refusal):
    """No such spreadsheet in this body's part."""

    code = "declarations.sheet_not_found"
    status = 404
    text = "没有找到这份表格。"
    remedy = "请从“用表格批量起草”的列表里打开。"


class SheetNotOpen(Refusal):
    """The step does not fit the state of the spreadsheet."""

    code = "declarations.sheet_not_open"
    text = "“{file}”现在是“{state}”，不能{act}。"
    remedy = "请刷新页面，看看它到了哪一步。"


class ColumnsMissing(Refusal):
    """Columns without which a row is no power have no counterpart in the spreadsheet."""

    code = "declarations.columns_missing"
    status = 422
    text = "没有开始核对：表里没有对上{columns}。"
    remedy = "请在下面指出哪一栏是它；整份表都一样的，写在“整份都填”里。"


class ColumnMappedTwice(Refusal):
    """Two columns claim to say the same."""

    code = "declarations.column_mapped_twice"
    status = 422
    text = "没有开始核对：{columns}都对到了“{target}”。"
    remedy = "一个栏目只能对一栏，另一栏请改成“不导入”。"


class ConstantUnreadable(Refusal):
    """What was to hold for every row cannot be read."""

    code = "declarations.constant_unreadable"
    status = 422
    text = "没有开始核对：“{field}”整份都填的内容不对，{problem}。"
    remedy = "请改正后再核对，对好的栏目都还在。"


class NothingToDraft(Refusal):
    """Every row was refused."""

    code = "declarations.nothing_to_draft"
    status = 422
    text = "没有起草：“{file}”里没有一行可以起草。"
    remedy = "请按列出的原因改好表格，重新上传。"


class JointRoundNotFound(Refusal):
    """No such round."""

    code = "declarations.joint_round_not_found"
    status = 404
    text = "没有找到这轮会审。"
    remedy = "请从清理的进度页打开。"


class JointRoundIncomplete(Refusal):
    """A round needs offices and a day to come."""

    code = "declarations.joint_round_incomplete"
    status = 422
    text = "没有开展会审：{problem}。"
    remedy = "请补上以后再开展。"


class NothingToAsk(Refusal):
    """Every submitted declaration was already asked about."""

    code = "declarations.nothing_to_ask"
    text = "“{title}”里没有等待审核、又没有请过这些部门会审的申报。"
    remedy = "请等单位提交申报以后再开展；已经请过的，看各轮会审的进度。"


class NothingToAnswer(Refusal):
    """Nothing was chosen, or it was answered meanwhile."""

    code = "declarations.nothing_to_answer"
    status = 422
    text = "没有答复：没有选申报，或者选的都已经答复过。"
    remedy = "请刷新页面，在还没有答复的里面选。"


class AuthoritySuspended(NotPermitted):
    """The government has suspended the power's authority; nobody acts under it, in running cases either."""

    code = "declarations.authority_suspended"
    text = "《{name}》的网上行使身份已经暂停，本单位现在不能办这项职权：{reason}"
    remedy = "这件的时限照常计算。请报本单位负责人，由市政府恢复、或者准许把在办件办完以后再办；需要告知申请人的，请用电话联系。"


class AuthorityWithdrawn(NotPermitted):
    """The power's authority was withdrawn."""

    code = "declarations.authority_withdrawn"
    text = "《{name}》的网上行使身份已经撤销，本单位不能再办这项职权：{reason}"
    remedy = "这件的时限照常计算。请报本单位负责人，重新申报网上行使身份；申报、审查、核准以后接着办。"


class AuthorityBarred(NotPermitted):
    """This officer was barred from acting under the power."""

    code = "declarations.authority_barred"
    text = "{who}办理《{name}》的身份已经停止：{reason}"
    remedy = "签收的步骤已经退回岗位，由同岗位接办：{others}。"


class AuthorityNotFor(NotPermitted):
    """The officer holds the post, but was not examined for this power."""

    code = "declarations.authority_not_for"
    text = "{who}不在《{name}》核准的人员里（{document}），不能办这一步。"
    remedy = "请由核准的人员办理：{others}；或者请本单位管理岗报人员变动，核准以后再办。"


class HolderNotListed(Refusal):
    """Only an officer whom the authority names can be barred or let back."""

    code = "declarations.holder_not_listed"
    status = 422
    text = "{number} 号不在这份网上行使身份的人员里，或者已经是这个状态。"
    remedy = "请刷新页面，从人员名单里选。"
