(** Claim    The smallest K whose bound is ε above its asymptotic error, at the rate min(α_max, √(BΔ/(K L_f s²))),
               Δ = f(W_0) - f*:
               synchronous, ε' = ε(1-r²): K <= max(16 Δ L_f s²/(B ε'²), 8 L_f Δ/ε') + 1, and half the ε takes at most
               4 times as many updates;
               asynchronous, ε' = ε(1-(1+u) r²): K <= max(16 Δ L_f s²/ε'² + 4κΔ/(L_f ε'), (4Δ/α_max + 2κΔ/L_f)/ε') + 1,
               and half the ε takes 4 times the terms in ε'^-2 and twice those in ε'^-1
    Source   AP Cor. 1; constants derived here
    Assumes  Δ > 0, L_f > 0, s² > 0, ε > 0, (1+u) r² < 1, u > 0, B >= 1; α_max = 1/(2 L_f) (synchronous),
               1/(L_f + √(L_f² + 2κ)) (asynchronous); the bounds are those of sync_convergence and async_convergence *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Training sync_convergence async_convergence.
Local Open Scope R_scope.

(** The admissible rate that balances descent against noise of variance v: min(limit, √(Δ/(K L_f v))). *)
Definition balanced_learning_rate (limit gap : R) (K : nat) (Lf v : R) : R :=
  Rmin limit (sqrt (gap / (INR K * Lf * v))).

(** What the bounds leave for K -> ∞. *)
Definition sync_asymptotic_error (variance r : R) : R := variance * r^2 / (1 - r^2).
Definition async_asymptotic_error (u variance r mean_squared_saturation : R) : R :=
  (1 + u) * variance * mean_squared_saturation / (1 - (1 + u) * r^2).

(** Updates that suffice for ε', given Δ, L_f, v, κ, α_max:
    max(16 Δ L_f v/ε'² + 4κΔ/(L_f ε'), (4Δ/α_max + 2κΔ/L_f)/ε'). *)
Definition steps_for_error (error gap Lf v kappa limit : R) : R :=
  Rmax (16 * gap * Lf * v / error^2 + 4 * kappa * gap / (Lf * error))
       (4 * gap / (limit * error) + 2 * kappa * gap / (Lf * error)).

(** K is the smallest positive number with bound K <= target. *)
Definition smallest_steps (bound : nat -> R) (target : R) (K : nat) : Prop :=
  (0 < K)%nat /\ bound K <= target /\ forall j, (0 < j < K)%nat -> target < bound j.

Lemma smallest_below bound target K :
  (0 < K)%nat -> bound K <= target -> exists k, smallest_steps bound target k /\ (k <= K)%nat.
Proof.
  revert K. assert (search : forall n K, (K <= n)%nat -> (0 < K)%nat -> bound K <= target ->
                      exists k, smallest_steps bound target k /\ (k <= K)%nat).
  { induction n as [|n IH]; intros K Hn HK Hb; [lia|].
    destruct (Classical_Prop.classic (exists j, (0 < j < K)%nat /\ bound j <= target)) as [(j & Hj & Hbj)|Hno].
    - destruct (IH j) as (k & Hk & Hkj); [lia|lia|easy|]. exists k. split; [easy|lia].
    - exists K. repeat split; [easy|easy| |lia]. intros j Hj. apply Rnot_le_lt. intros Hle. apply Hno. now exists j. }
  intros K. exact (search K K (le_n K)).
Qed.

(** Where all K >= x suffice, the smallest K that does is at most x + 1. *)
Lemma smallest_at_most bound target x :
  0 <= x -> (forall K, (0 < K)%nat -> x <= INR K -> bound K <= target) ->
  exists K, smallest_steps bound target K /\ INR K <= x + 1.
Proof.
  intros Hx H. assert (exists n, x < INR n) as (n & Hn).
  { exists (Z.to_nat (up x)). destruct (archimed x) as [Hup _].
    rewrite INR_IZR_INZ, Z2Nat.id; [easy|]. apply le_IZR. lra. }
  assert (Hn0 : (0 < n)%nat) by (apply INR_lt; simpl; lra).
  destruct (smallest_below bound target n) as (K & HK & _); [easy|apply H; [easy|lra]|].
  exists K. split; [easy|]. destruct HK as (HK & _ & Hmin). destruct K as [|[|j]]; [lia|simpl; lra|].
  rewrite S_INR. apply Rplus_le_compat_r, Rnot_lt_le. intros Hlt.
  specialize (Hmin (S j) ltac:(lia)). specialize (H (S j) ltac:(lia) ltac:(lra)). lra.
Qed.

(** The excess 2Δ/(αK) + 2α L_f v + 2α² κ v at the balanced rate. *)
Section Excess.
  Variables (gap Lf v kappa limit : R).
  Hypothesis gap_pos : 0 < gap.
  Hypothesis Lf_pos : 0 < Lf.
  Hypothesis v_pos : 0 < v.
  Hypothesis kappa_nonneg : 0 <= kappa.
  Hypothesis limit_pos : 0 < limit.

  Definition excess (K : nat) : R :=
    let alpha := balanced_learning_rate limit gap K Lf v in
    2 * gap / (alpha * INR K) + 2 * alpha * Lf * v + 2 * alpha^2 * kappa * v.

  Let s K := sqrt (gap / (INR K * Lf * v)).

  Lemma balance_pos K : (0 < K)%nat -> 0 < s K /\ gap = INR K * Lf * v * (s K)^2.
  Proof.
    intros HK. apply lt_0_INR in HK.
    assert (0 < INR K * Lf * v) by (repeat apply Rmult_lt_0_compat; easy).
    assert (Hq : 0 < gap / (INR K * Lf * v)) by now apply Rdiv_lt_0_compat.
    split; [now apply sqrt_lt_R0|]. unfold s. rewrite pow2_sqrt by lra. field. lra.
  Qed.

  Lemma balanced_cases K : (0 < K)%nat ->
    let alpha := balanced_learning_rate limit gap K Lf v in
    0 < alpha /\ (alpha = s K /\ s K <= limit \/ alpha = limit /\ limit <= s K).
  Proof.
    intros HK. destruct (balance_pos K HK) as [Hs _]. unfold balanced_learning_rate. fold (s K).
    unfold Rmin. destruct Rle_dec; (split; [easy|]); [right|left]; split; lra.
  Qed.

  Lemma excess_within K error :
    (0 < K)%nat -> 0 < error -> steps_for_error error gap Lf v kappa limit <= INR K -> excess K <= error.
  Proof.
    intros HK He HL. destruct (balance_pos K HK) as [Hs balance]. destruct (balanced_cases K HK) as [Ha Hcases].
    unfold steps_for_error in HL. unfold excess. cbv zeta.
    set (alpha := balanced_learning_rate limit gap K Lf v) in *. apply lt_0_INR in HK. set (k := INR K) in *.
    set (b := kappa * gap / Lf). assert (0 <= b).
    { apply Rmult_le_pos; [apply Rmult_le_pos; lra|left; now apply Rinv_0_lt_compat]. }
    assert (delay : kappa * (gap / k) = Lf * (b / k)) by (unfold b; field; lra).
    destruct Hcases as [[E Hlimit]|[E Hlimit]].
    - (* The balanced rate: 4√(Δ L_f v/K) + 2b/K. *)
      assert (HL1 := Rle_trans _ _ _ (Rmax_l _ _) HL).
      assert (enough : 16 * gap * Lf * v + 4 * b * error <= k * error^2).
      { apply (Rmult_le_compat_r (error^2)) in HL1; [|apply pow2_ge_0].
        eapply Rle_trans; [|exact HL1]. right. unfold b. field. lra. }
      rewrite E. set (x := 4 * Lf * v * s K).
      assert (first : 2 * gap / (s K * k) + 2 * s K * Lf * v = x) by (unfold x; rewrite balance; field; lra).
      assert (second : 2 * (s K)^2 * kappa * v = 2 * (b / k)) by (unfold b; rewrite balance at 1; field; lra).
      assert (square : k * x^2 = 16 * gap * Lf * v) by (unfold x; rewrite balance at 1; ring).
      assert (0 < x) by (unfold x; repeat apply Rmult_lt_0_compat; lra).
      rewrite first, second. set (y := b / k). assert (Hb : b = k * y) by (unfold y; field; lra).
      assert (0 <= y) by (apply Rmult_le_pos; [lra|left; now apply Rinv_0_lt_compat]).
      assert (quadratic : x^2 + 4 * y * error <= error^2).
      { apply (Rmult_le_reg_l k); [easy|]. rewrite Hb in enough. lra. }
      assert (4 * y <= error) by (apply (Rmult_le_reg_r error); nra).
      assert (x <= error - 2 * y); [|lra]. apply Rsqr_incr_0_var; [|lra]. unfold Rsqr. nra.
    - (* The largest rate: α² L_f v K <= Δ bounds noise and delay. *)
      assert (HL2 := Rle_trans _ _ _ (Rmax_r _ _) HL).
      assert (enough : 4 * gap / limit + 2 * b <= k * error).
      { apply (Rmult_le_compat_r error) in HL2; [|lra].
        eapply Rle_trans; [|exact HL2]. right. unfold b. field. lra. }
      rewrite E. assert (squares : limit^2 <= (s K)^2) by (apply pow_incr; lra).
      assert (small : k * Lf * v * limit^2 <= gap).
      { rewrite balance. fold k. apply Rmult_le_compat_l; [|easy]. left; repeat apply Rmult_lt_0_compat; lra. }
      assert (noise : 2 * limit * Lf * v <= 2 * gap / (limit * k)).
      { apply (Rmult_le_reg_r (limit * k)); [nra|].
        replace (2 * gap / (limit * k) * (limit * k)) with (2 * gap) by (field; lra). lra. }
      assert (stale : 2 * limit^2 * kappa * v <= 2 * b / k).
      { apply (Rmult_le_reg_r (k * Lf)); [nra|].
        replace (2 * b / k * (k * Lf)) with (2 * kappa * gap) by (unfold b; field; lra).
        apply (Rmult_le_compat_l kappa) in small; [|easy]. lra. }
      apply Rle_trans with ((4 * gap / limit + 2 * b) / k).
      + replace ((4 * gap / limit + 2 * b) / k) with (2 * gap / (limit * k) + 2 * gap / (limit * k) + 2 * b / k)
          by (field; lra). lra.
      + apply (Rmult_le_reg_r k); [easy|]. unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l by lra. lra.
  Qed.

  (** Without delay four times the updates halve the excess. *)
  Lemma excess_halved K : kappa = 0 -> (0 < K)%nat -> 2 * excess (4 * K) <= excess K.
  Proof.
    intros Hkappa HK. assert (HK4 : (0 < 4 * K)%nat) by lia.
    destruct (balance_pos K HK) as [Hs balance]. destruct (balance_pos (4 * K) HK4) as [Hs4 balance4].
    destruct (balanced_cases K HK) as [Ha Hcases]. destruct (balanced_cases (4 * K) HK4) as [Ha4 Hcases4].
    unfold excess. cbv zeta. rewrite Hkappa.
    set (alpha := balanced_learning_rate limit gap K Lf v) in *.
    set (alpha4 := balanced_learning_rate limit gap (4 * K) Lf v) in *.
    rewrite mult_INR in *. replace (INR 4) with 4 in * by (simpl; ring). apply lt_0_INR in HK. set (k := INR K) in *.
    assert (half : s K = 2 * s (4 * K)%nat).
    { assert (E : (s K)^2 = (2 * s (4 * K)%nat)^2).
      { apply (Rmult_eq_reg_l (k * Lf * v)); [|apply Rgt_not_eq; repeat apply Rmult_lt_0_compat; lra].
        rewrite <- balance, balance4. ring. }
      rewrite <- (sqrt_pow2 (s K)), E, sqrt_pow2; lra. }
    set (t := s (4 * K)%nat) in *.
    assert (descent4 : 2 * gap / (alpha4 * (4 * k)) = 2 * Lf * v * t^2 / alpha4) by (rewrite balance4; field; lra).
    assert (descent : 2 * gap / (alpha * k) = 8 * Lf * v * t^2 / alpha) by (rewrite balance4; field; lra).
    rewrite descent, descent4.
    assert (scaled : forall a b, 0 < a -> 0 < b -> 2 * (t^2 / b + b) <= 4 * t^2 / a + a ->
              2 * (2 * Lf * v * t^2 / b + 2 * b * Lf * v + 2 * b^2 * 0 * v)
              <= 8 * Lf * v * t^2 / a + 2 * a * Lf * v + 2 * a^2 * 0 * v).
    { intros a b Hpa Hpb H. apply (Rmult_le_compat_l (2 * (Lf * v))) in H; [|nra]. unfold Rdiv in *. lra. }
    apply scaled; [easy|easy|]. apply (Rmult_le_reg_r (alpha4 * alpha)); [now apply Rmult_lt_0_compat|].
    replace (2 * (t^2 / alpha4 + alpha4) * (alpha4 * alpha)) with (2 * alpha * (t^2 + alpha4^2)) by (field; lra).
    replace ((4 * t^2 / alpha + alpha) * (alpha4 * alpha)) with (alpha4 * (4 * t^2 + alpha^2)) by (field; lra).
    destruct Hcases as [[-> H]|[-> H]], Hcases4 as [[-> H4]|[-> H4]].
    - rewrite half. right. ring.
    - lra.
    - pose proof (Rmult_le_pos t _ ltac:(lra) (pow2_ge_0 (2 * t - limit))). lra.
    - assert (limit^2 <= t^2) by (apply pow_incr; lra). pose proof (pow2_ge_0 t).
      pose proof (Rmult_le_pos limit (2 * t^2 - limit^2) ltac:(lra) ltac:(lra)). lra.
  Qed.
End Excess.

Section SampleComplexity.
  Variables (M B : nat) (Lf LS r u gap variance mean_squared_saturation : R).

  (** The bounds after K updates at the balanced rate. *)
  Definition sync_error (K : nat) : R :=
    sync_convergence_bound gap (balanced_learning_rate (1 / (2 * Lf)) gap K Lf (variance / INR B)) K Lf B variance r.
  Definition async_error (K : nat) : R :=
    async_convergence_bound M Lf LS r u gap
      (balanced_learning_rate (descent_learning_rate Lf (kappa M u r LS)) gap K Lf variance) K variance
      mean_squared_saturation.

  (** The smallest K with such a bound within ε of its asymptotic error, and what bounds it. *)
  Definition smallest_sync_steps (error : R) : nat -> Prop :=
    smallest_steps sync_error (sync_asymptotic_error variance r + error).
  Definition smallest_async_steps (error : R) : nat -> Prop :=
    smallest_steps async_error (async_asymptotic_error u variance r mean_squared_saturation + error).
  Definition sync_steps (error : R) : R :=
    let scaled := error * (1 - r^2) in
    Rmax (16 * gap * Lf * variance / (INR B * scaled^2)) (8 * Lf * gap / scaled).
  Definition async_steps (error : R) : R :=
    let scaled := error * (1 - (1 + u) * r^2) in
    steps_for_error scaled gap Lf variance (kappa M u r LS) (descent_learning_rate Lf (kappa M u r LS)).

  Hypothesis B_pos : (0 < B)%nat.
  Hypothesis Lf_pos : 0 < Lf.
  Hypothesis gap_pos : 0 < gap.
  Hypothesis variance_pos : 0 < variance.

  Let limit := 1 / (2 * Lf).
  Let v := variance / INR B.

  Lemma limit_pos : 0 < limit.
  Proof. apply Rdiv_lt_0_compat; lra. Qed.

  Lemma v_pos : 0 < v.
  Proof. apply Rdiv_lt_0_compat; [easy|now apply lt_0_INR]. Qed.

  Lemma sync_error_excess K : r^2 < 1 ->
    sync_error K = sync_asymptotic_error variance r + excess gap Lf v 0 limit K / (1 - r^2).
  Proof.
    intros Hr. unfold sync_error, sync_convergence_bound, sync_asymptotic_error, excess. cbv zeta. fold v limit.
    replace (2 * balanced_learning_rate limit gap K Lf v * Lf * variance / INR B)
      with (2 * balanced_learning_rate limit gap K Lf v * Lf * v) by (unfold v, Rdiv; ring).
    unfold Rdiv. ring.
  Qed.

  Lemma sync_steps_law error : r^2 < 1 -> 0 < error ->
    sync_steps error = steps_for_error (error * (1 - r^2)) gap Lf v 0 limit.
  Proof.
    intros Hr He. unfold sync_steps, steps_for_error. cbv zeta. pose proof (lt_0_INR B B_pos). unfold v, limit.
    f_equal; field; repeat split; lra.
  Qed.

  Lemma async_error_excess K : (1 + u) * r^2 < 1 ->
    async_error K = async_asymptotic_error u variance r mean_squared_saturation
      + excess gap Lf variance (kappa M u r LS) (descent_learning_rate Lf (kappa M u r LS)) K / (1 - (1 + u) * r^2).
  Proof.
    intros Hr. unfold async_error, async_convergence_bound, async_asymptotic_error, excess. cbv zeta. unfold Rdiv. ring.
  Qed.

  Lemma descent_learning_rate_pos kappa : 0 <= kappa -> 0 < descent_learning_rate Lf kappa.
  Proof.
    intros Hk. apply Rdiv_lt_0_compat; [lra|]. pose proof (sqrt_pos (Lf^2 + 2 * kappa)). lra.
  Qed.

  (** excess/q <= error once excess <= error q. *)
  Lemma within_error a e error q : 0 < q -> e <= error * q -> a + e / q <= a + error.
  Proof.
    intros Hq H. apply Rplus_le_compat_l, (Rmult_le_reg_r q); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  Qed.

  Lemma steps_for_error_nonneg scaled w kappa rate :
    0 < scaled -> 0 < w -> 0 <= kappa -> 0 < rate -> 0 <= steps_for_error scaled gap Lf w kappa rate.
  Proof.
    intros. eapply Rle_trans; [|apply Rmax_l].
    assert (0 < Lf * scaled) by now apply Rmult_lt_0_compat.
    apply Rplus_le_le_0_compat; apply Rmult_le_pos; try (left; apply Rinv_0_lt_compat; try easy; apply pow_lt; easy);
      repeat apply Rmult_le_pos; lra.
  Qed.

  Lemma sync_sample_complexity error :
    r^2 < 1 -> 0 < error ->
    (exists K, smallest_sync_steps error K /\ INR K <= sync_steps error + 1)
    /\ (forall K K_half, smallest_sync_steps error K -> smallest_sync_steps (error / 2) K_half ->
                         (K_half <= 4 * K)%nat).
  Proof.
    intros Hr He. assert (scaled : 0 < error * (1 - r^2)) by (apply Rmult_lt_0_compat; lra). split.
    - rewrite sync_steps_law by easy. apply smallest_at_most.
      + apply steps_for_error_nonneg; [easy|apply v_pos|lra|apply limit_pos].
      + intros K HK HL. rewrite sync_error_excess by easy. apply within_error; [lra|].
        apply excess_within; auto using v_pos, limit_pos. lra.
    - intros K K_half (HK & HKb & _) (_ & _ & Hmin). apply Nat.le_ngt. intros Hlt.
      specialize (Hmin (4 * K)%nat ltac:(lia)). apply Rlt_not_le in Hmin. apply Hmin.
      rewrite sync_error_excess in * by easy. apply within_error; [lra|].
      apply Rplus_le_reg_l, (Rmult_le_compat_r (1 - r^2)) in HKb; [|lra].
      unfold Rdiv in HKb at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in HKb by lra.
      pose proof (excess_halved gap Lf v 0 limit gap_pos Lf_pos v_pos limit_pos K eq_refl HK). lra.
  Qed.

  Lemma async_sample_complexity error :
    0 < u -> (1 + u) * r^2 < 1 -> 0 < error ->
    exists K, smallest_async_steps error K /\ INR K <= async_steps error + 1.
  Proof.
    intros Hu Hr He. assert (scaled : 0 < error * (1 - (1 + u) * r^2)) by (apply Rmult_lt_0_compat; lra).
    assert (kappa_nonneg : 0 <= kappa M u r LS)
      by (apply Rmult_le_pos; [apply pos_INR|now apply delay_weight_nonneg]).
    pose proof (descent_learning_rate_pos _ kappa_nonneg) as rate. apply smallest_at_most.
    - now apply steps_for_error_nonneg.
    - intros K HK HL. rewrite async_error_excess by easy. apply within_error; [lra|]. now apply excess_within.
  Qed.
End SampleComplexity.

(** Half the error takes four times the updates that noise asks for and twice the others. *)
Lemma steps_for_half_error error gap Lf v kappa limit :
  error <> 0 -> Lf <> 0 -> limit <> 0 ->
  steps_for_error (error / 2) gap Lf v kappa limit
  = Rmax (4 * (16 * gap * Lf * v / error^2) + 2 * (4 * kappa * gap / (Lf * error)))
         (2 * (4 * gap / (limit * error) + 2 * kappa * gap / (Lf * error))).
Proof. intros He HL Hl. unfold steps_for_error. f_equal; field; repeat split; lra. Qed.

Theorem sample_complexity (M B : nat) (Lf LS r u gap variance mean_squared_saturation error : R) :
  (0 < B)%nat -> 0 < u -> 0 < Lf -> 0 < gap -> 0 < variance -> 0 < error -> (1 + u) * r^2 < 1 ->
  (exists K, smallest_sync_steps B Lf r gap variance error K /\ INR K <= sync_steps B Lf r gap variance error + 1)
  /\ (forall K K_half, smallest_sync_steps B Lf r gap variance error K ->
                       smallest_sync_steps B Lf r gap variance (error / 2) K_half -> (K_half <= 4 * K)%nat)
  /\ (exists K, smallest_async_steps M Lf LS r u gap variance mean_squared_saturation error K
                /\ INR K <= async_steps M Lf LS r u gap variance error + 1)
  /\ let scaled := error * (1 - (1 + u) * r^2) in
     let k := kappa M u r LS in
     exists K, smallest_async_steps M Lf LS r u gap variance mean_squared_saturation (error / 2) K
               /\ INR K <= Rmax (4 * (16 * gap * Lf * variance / scaled^2) + 2 * (4 * k * gap / (Lf * scaled)))
                                (2 * (4 * gap / (descent_learning_rate Lf k * scaled) + 2 * k * gap / (Lf * scaled)))
                           + 1.
Proof.
  intros HB Hu ? ? ? ? Hr. assert (r^2 < 1) by (pose proof (Rmult_le_pos u _ ltac:(lra) (pow2_ge_0 r)); lra).
  rewrite <- and_assoc. split; [now apply sync_sample_complexity|]. split; [now apply async_sample_complexity|].
  cbv zeta. assert (scaled : 0 < error * (1 - (1 + u) * r^2)) by (apply Rmult_lt_0_compat; lra).
  assert (rate : 0 < descent_learning_rate Lf (kappa M u r LS)).
  { apply descent_learning_rate_pos; [easy|]. apply Rmult_le_pos; [apply pos_INR|now apply delay_weight_nonneg]. }
  rewrite <- steps_for_half_error by lra.
  replace (error * (1 - (1 + u) * r^2) / 2) with (error / 2 * (1 - (1 + u) * r^2)) by (unfold Rdiv; ring).
  apply async_sample_complexity; auto. lra.
Qed.
