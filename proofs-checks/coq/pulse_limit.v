(** Claim    √E|w_BL - U(w,d)|² <= C1 h + C2 d² + σ_c √(h(|d|+h)), h = dw_min: error terms O(dw_min) + O(d²) +
             O(√(dw_min d) σ_c)
    Source   RF Thm 4, with constants
    Assumes  pulses w <- w + s h (q_s(w) + σ_c ξ), s = sign d, h > 0, BL = ⌈|d|/h⌉; ξ independent with finitely many
             values, E ξ = 0, E ξ² = 1; on [low, high], which no pulsed weight leaves, q_s >= 0 is Lipschitz with L and
             falls in direction s; L h <= 1; q = q_s(w), C1 = q(1 + L|d|/2), C2 = Lq/2
    Derived  on responses affine in w no term is of a higher order: for |d| = h/2 the error is q h/2; for |d| = BL h it
             is at least q (λ/2)(d² - |d|h - λ|d|³/3), and E|w_BL - v_BL|² >= σ_c² h |d| (1-λh)^(2 BL);
             for every noise with |σ_c(ξ_1 + .. + ξ_i)| <= N, L h <= 1 or not, |w_BL - U(w,d)| <= C1 h + C2 d² + C3 h N,
             C3 = 1 + L(|d|+h)(1 + L|d|/2); and E|w_BL - v_BL|² <= BL (σ_c h)² <= σ_c² h (|d|+h), v without noise;
             linear step, shifted linear, two-sided power and exponential responses meet what is assumed of q_s, with
             their L *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Device Expectation Responses NoisyDescent update_forms_agree response_bounds.
Local Open Scope R_scope.

Lemma sum_of_indices n : sum_of n INR = INR n * (INR n - 1) / 2.
Proof. induction n as [|n IH]; [simpl; lra|]. cbn [sum_of]. rewrite IH, S_INR. field. Qed.

Lemma unit_sq s : s = 1 \/ s = -1 -> s * s = 1.
Proof. intros [-> | ->]; ring. Qed.

Lemma abs_unit s x : s = 1 \/ s = -1 -> Rabs (s * x) = Rabs x.
Proof. intros [-> | ->]; rewrite Rabs_mult; [rewrite Rabs_R1|rewrite Rabs_left by lra]; ring. Qed.

Section Train.
  Variables (low high L h s : R) (q : R -> R).
  Hypothesis direction : s = 1 \/ s = -1.
  Hypothesis h_pos : 0 < h.
  Hypothesis L_nonneg : 0 <= L.
  Hypothesis q_nonneg : forall w, low <= w <= high -> 0 <= q w.
  Hypothesis q_lipschitz : lipschitz_on low high q L.
  Hypothesis q_falls : forall u v, low <= u <= high -> low <= v <= high -> 0 <= s * (v - u) -> q v <= q u.

  Definition pulse (w noise : R) : R := w + s * h * (q w + noise).

  (** w_n after the pulses with noise c_0 .. c_{n-1}. *)
  Fixpoint train (c : nat -> R) (w : R) (n : nat) : R :=
    match n with O => w | S m => pulse (train c w m) (c m) end.

  Lemma s_sq : s * s = 1.
  Proof. exact (unit_sq s direction). Qed.

  Lemma abs_s x : Rabs (s * x) = Rabs x.
  Proof. exact (abs_unit s x direction). Qed.

  Lemma way_of_train c w n : s * (train c w n - w) = h * sum_of n (fun j => q (train c w j)) + h * sum_of n c.
  Proof.
    induction n as [|n IH]; [simpl; ring|]. cbn [train sum_of]. unfold pulse.
    replace (s * (train c w n + s * h * (q (train c w n) + c n) - w))
      with (s * (train c w n - w) + s * s * h * (q (train c w n) + c n)) by ring.
    rewrite IH, s_sq. ring.
  Qed.

  Section Path.
    Variables (c : nat -> R) (w N : R) (n : nat).
    Hypothesis stays : forall j, (j <= n)%nat -> low <= train c w j <= high.
    Hypothesis excursion : forall j, (j <= n)%nat -> Rabs (sum_of j c) <= N.

    Lemma N_nonneg : 0 <= N.
    Proof. apply Rle_trans with (2 := excursion 0%nat ltac:(lia)). apply Rabs_pos. Qed.

    Lemma w_in_range : low <= w <= high.
    Proof. exact (stays 0%nat ltac:(lia)). Qed.

    (** Against direction s the weight goes at most h N. *)
    Lemma way_at_least j : (j <= n)%nat -> - (h * N) <= s * (train c w j - w).
    Proof.
      intros Hj. rewrite way_of_train.
      assert (H0 : 0 <= sum_of j (fun i => q (train c w i))).
      { apply sum_of_nonneg; intros i Hi. apply q_nonneg, stays. lia. }
      pose proof (excursion j Hj) as He. pose proof (Rle_abs (- sum_of j c)) as Ha. rewrite Rabs_Ropp in Ha.
      pose proof (Rmult_le_pos _ _ (Rlt_le _ _ h_pos) H0).
      assert (h * - N <= h * sum_of j c) by (apply Rmult_le_compat_l; lra). lra.
    Qed.

    Lemma response_on_the_way j : (j <= n)%nat -> q (train c w j) <= q w + L * (h * N).
    Proof.
      intros Hj. pose proof N_nonneg as HN. assert (HhN : 0 <= h * N) by (apply Rmult_le_pos; lra).
      destruct (Rle_dec 0 (s * (train c w j - w))) as [H|H].
      - pose proof (q_falls w (train c w j) w_in_range (stays j Hj) H). pose proof (Rmult_le_pos _ _ L_nonneg HhN). lra.
      - pose proof (q_lipschitz (train c w j) w (stays j Hj) w_in_range) as HL.
        rewrite <- (abs_s (train c w j - w)) in HL.
        rewrite (Rabs_left (s * _)) in HL by lra. pose proof (Rle_abs (q (train c w j) - q w)).
        pose proof (Rmult_le_compat_l L _ _ L_nonneg (way_at_least j Hj)). lra.
    Qed.

    Lemma way_at_most j : (j <= n)%nat -> Rabs (train c w j - w) <= h * (q w + L * (h * N)) * INR j + h * N.
    Proof.
      intros Hj. rewrite <- abs_s. pose proof (way_at_least j Hj) as Hlow. pose proof N_nonneg as HN.
      assert (Hup : s * (train c w j - w) <= h * (q w + L * (h * N)) * INR j + h * N).
      { rewrite way_of_train.
        assert (Hs : sum_of j (fun i => q (train c w i)) <= INR j * (q w + L * (h * N))).
        { rewrite <- sum_of_const. apply sum_of_le; intros i Hi. apply response_on_the_way. lia. }
        pose proof (Rle_trans _ _ _ (Rle_abs _) (excursion j Hj)) as He.
        pose proof (Rmult_le_compat_l h _ _ (Rlt_le _ _ h_pos) Hs).
        pose proof (Rmult_le_compat_l h _ _ (Rlt_le _ _ h_pos) He).
        lra. }
      assert (H0 : 0 <= h * (q w + L * (h * N)) * INR j).
      { pose proof (q_nonneg w w_in_range). apply Rmult_le_pos; [|apply pos_INR]. apply Rmult_le_pos; [lra|].
        apply Rplus_le_le_0_compat; [lra|]. repeat apply Rmult_le_pos; lra. }
      apply Rabs_le. lra.
    Qed.

    (** D stands for |d|. *)
    Lemma train_near_update D :
      D <= INR n * h -> INR n * h <= D + h -> 0 <= D ->
      Rabs (train c w n - (w + s * D * q w))
      <= q w * (1 + L * D / 2) * h + L * q w / 2 * D^2 + (1 + L * (D + h) * (1 + L * D / 2)) * h * N.
    Proof.
      intros H1 H2 HD. pose proof N_nonneg as HN. pose proof (q_nonneg w w_in_range) as Hq.
      rewrite <- abs_s.
      replace (s * (train c w n - (w + s * D * q w))) with (s * (train c w n - w) - s * s * D * q w) by ring.
      rewrite way_of_train, s_sq.
      replace (h * sum_of n (fun j => q (train c w j)) + h * sum_of n c - 1 * D * q w)
        with (h * sum_of n (fun j => q (train c w j) - q w) + (INR n * h - D) * q w + h * sum_of n c)
        by (rewrite sum_of_minus, sum_of_const; ring).
      set (Q := q w + L * (h * N)).
      assert (HQ : 0 <= Q) by (unfold Q; apply Rplus_le_le_0_compat; [easy|]; repeat apply Rmult_le_pos; lra).
      assert (Hsum : Rabs (sum_of n (fun j => q (train c w j) - q w))
        <= L * (h * Q * (INR n * (INR n - 1) / 2) + INR n * (h * N))).
      { apply Rle_trans with (1 := sum_of_abs _ _).
        apply Rle_trans with (sum_of n (fun j => L * (h * Q * INR j + h * N))).
        - apply sum_of_le; intros j Hj.
          apply Rle_trans with (1 := q_lipschitz _ _ (stays j ltac:(lia)) w_in_range).
          apply Rmult_le_compat_l; [easy|]. apply way_at_most. lia.
        - rewrite sum_of_scal, sum_of_plus, sum_of_scal, sum_of_indices, sum_of_const. lra. }
      (** n(n-1)h² <= |d|(|d|+h) *)
      assert (Hn : h * h * (INR n * (INR n - 1)) <= D * (D + h)).
      { destruct n as [|k]; [simpl; nra|]. rewrite S_INR in *. pose proof (pos_INR k).
        replace (h * h * ((INR k + 1) * (INR k + 1 - 1))) with (INR k * h * ((INR k + 1) * h)) by ring.
        apply Rmult_le_compat; try lra; apply Rmult_le_pos; lra. }
      assert (Hhs : Rabs (h * sum_of n (fun j => q (train c w j) - q w))
        <= L * (Q * (D * (D + h)) / 2 + (D + h) * (h * N))).
      { rewrite Rabs_mult, (Rabs_pos_eq h) by lra.
        apply Rle_trans with (1 := Rmult_le_compat_l _ _ _ (Rlt_le _ _ h_pos) Hsum).
        replace (h * (L * (h * Q * (INR n * (INR n - 1) / 2) + INR n * (h * N))))
          with (L * (Q * (h * h * (INR n * (INR n - 1))) / 2 + INR n * h * (h * N))) by field.
        apply Rmult_le_compat_l; [easy|]. pose proof (Rmult_le_compat_l _ _ _ HQ Hn).
        assert (0 <= h * N) by (apply Rmult_le_pos; lra). pose proof (Rmult_le_compat_r (h * N) _ _ H0 H2). lra. }
      assert (Hc : Rabs (h * sum_of n c) <= h * N).
      { rewrite Rabs_mult, (Rabs_pos_eq h) by lra. apply Rmult_le_compat_l; [lra|]. now apply excursion. }
      assert (Hr : Rabs ((INR n * h - D) * q w) <= h * q w).
      { rewrite Rabs_mult, (Rabs_pos_eq (q w)), Rabs_pos_eq by lra. apply Rmult_le_compat_r; lra. }
      pose proof (Rabs_triang (h * sum_of n (fun j => q (train c w j) - q w) + (INR n * h - D) * q w) (h * sum_of n c)).
      pose proof (Rabs_triang (h * sum_of n (fun j => q (train c w j) - q w)) ((INR n * h - D) * q w)).
      unfold Q in Hhs. lra.
    Qed.
  End Path.

  (** The noise: values σ ξ_j with probabilities p_j. *)
  Variables (sigma : R) (values : nat) (p xi : nat -> R).
  Hypothesis law : distribution values p.
  Hypothesis centered : expected values p xi = 0.
  Hypothesis unit_variance : expected values p (fun j => (xi j)^2) = 1.

  (** E phi(w_n) from w_0 = w. *)
  Fixpoint expect_train (n : nat) (phi : R -> R) (w : R) : R :=
    match n with O => phi w | S m => expected values p (fun j => expect_train m phi (pulse w (sigma * xi j))) end.

  (** No sequence of noise leads out of the range in n pulses. *)
  Fixpoint stays_in_range (n : nat) (w : R) : Prop :=
    low <= w <= high /\
    match n with
    | O => True
    | S m => forall j, (j < values)%nat -> stays_in_range m (pulse w (sigma * xi j))
    end.

  (** The train without noise, its first pulse first. *)
  Fixpoint noiseless (n : nat) (w : R) : R := match n with O => w | S m => noiseless m (pulse w 0) end.
  Fixpoint noiseless_in_range (n : nat) (w : R) : Prop :=
    low <= w <= high /\ match n with O => True | S m => noiseless_in_range m (pulse w 0) end.

  Lemma noiseless_train n w : noiseless n w = train (fun _ => 0) w n.
  Proof.
    assert (Shift : forall m u, train (fun _ => 0) (pulse u 0) m = train (fun _ => 0) u (S m)).
    { induction m as [|m IH]; intros u; [easy|]. cbn [train]. rewrite IH. easy. }
    revert w. induction n as [|n IH]; intros w; [easy|]. cbn [noiseless]. now rewrite IH, Shift.
  Qed.

  Lemma noiseless_train_in_range n w :
    noiseless_in_range n w -> forall j, (j <= n)%nat -> low <= train (fun _ => 0) w j <= high.
  Proof.
    revert w. induction n as [|n IH]; intros w [H0 H] j Hj; [now replace j with O by lia|].
    destruct j as [|j]; [easy|]. rewrite <- noiseless_train. cbn [noiseless]. rewrite noiseless_train.
    apply IH; [easy|lia].
  Qed.

  (** A pulse without noise takes no two weights further apart. *)
  Lemma pulse_contracts u v :
    L * h <= 1 -> low <= u <= high -> low <= v <= high -> (pulse u 0 - pulse v 0)^2 <= (u - v)^2.
  Proof.
    intros HLh Hu Hv. unfold pulse. rewrite <- (pow2_abs (u - v)), <- (pow2_abs (_ - _)).
    apply pow_incr. split; [apply Rabs_pos|].
    replace (u + s * h * (q u + 0) - (v + s * h * (q v + 0))) with (u - v + s * h * (q u - q v)) by ring.
    rewrite <- abs_s. replace (s * (u - v + s * h * (q u - q v))) with (s * (u - v) + s * s * h * (q u - q v)) by ring.
    rewrite s_sq, <- (abs_s (u - v)), Rmult_1_l.
    pose proof (q_lipschitz u v Hu Hv) as HL. rewrite <- (abs_s (u - v)) in HL.
    assert (Hh : h * Rabs (q u - q v) <= Rabs (s * (u - v))).
    { apply Rle_trans with (L * h * Rabs (s * (u - v))).
      - rewrite (Rmult_comm L), Rmult_assoc. apply Rmult_le_compat_l; lra.
      - rewrite <- (Rmult_1_l (Rabs (s * (u - v)))) at 2. apply Rmult_le_compat_r; [apply Rabs_pos|easy]. }
    destruct (Rle_dec 0 (s * (u - v))) as [H|H].
    - pose proof (q_falls v u Hv Hu H). rewrite (Rabs_left1 (q u - q v)), (Rabs_pos_eq (s * (u - v))) in Hh by lra.
      rewrite (Rabs_pos_eq (s * (u - v))) by easy. apply Rabs_le. split; [lra|]. nra.
    - assert (H' : 0 <= s * (v - u)) by lra. pose proof (q_falls u v Hu Hv H').
      rewrite (Rabs_pos_eq (q u - q v)), (Rabs_left (s * (u - v))) in Hh by lra.
      rewrite (Rabs_left (s * (u - v))) by lra. apply Rabs_le. split; nra.
  Qed.

  Lemma noise_variance n u v :
    L * h <= 1 -> stays_in_range n u -> noiseless_in_range n v ->
    expect_train n (fun x => (x - noiseless n v)^2) u <= (u - v)^2 + INR n * (sigma * h)^2.
  Proof.
    intros HLh. revert u v. induction n as [|n IH]; intros u v Hu Hv; [simpl; lra|].
    cbn [expect_train noiseless]. destruct Hu as [Hu Hu']. destruct Hv as [Hv Hv'].
    set (T := pulse u 0 - pulse v 0).
    apply Rle_trans with ((T^2 + INR n * (sigma * h)^2) + (sigma * h)^2 * expected values p (fun j => (xi j)^2)).
    - apply expected_at_most with (lambda := 2 * T * s * h * sigma); [easy|easy|]. intros j Hj.
      apply Rle_trans with (1 := IH _ _ (Hu' j Hj) Hv').
      replace (pulse u (sigma * xi j) - pulse v 0) with (T + s * (sigma * h * xi j)) by (unfold T, pulse; ring).
      replace ((T + s * (sigma * h * xi j))^2)
        with (T^2 + 2 * T * s * (sigma * h * xi j) + s * s * (sigma * h * xi j)^2) by ring.
      rewrite s_sq. right. ring.
    - rewrite unit_variance, S_INR. pose proof (pulse_contracts u v HLh Hu Hv). unfold T. lra.
  Qed.

  Lemma expect_train_plus n phi psi w :
    expect_train n (fun x => phi x + psi x) w = expect_train n phi w + expect_train n psi w.
  Proof.
    revert w. induction n as [|n IH]; intros w; cbn [expect_train]; [easy|].
    rewrite <- expected_plus. apply expected_ext; intros. apply IH.
  Qed.

  Lemma expect_train_scal n c phi w : expect_train n (fun x => c * phi x) w = c * expect_train n phi w.
  Proof.
    revert w. induction n as [|n IH]; intros w; cbn [expect_train]; [easy|].
    rewrite <- expected_scal. apply expected_ext; intros. apply IH.
  Qed.

  Lemma expect_train_const n c w : expect_train n (fun _ => c) w = c.
  Proof.
    revert w. induction n as [|n IH]; intros w; cbn [expect_train]; [easy|].
    etransitivity; [apply expected_ext; intros; apply IH|now apply expected_const].
  Qed.

  Lemma expect_train_ext n phi psi w : (forall x, phi x = psi x) -> expect_train n phi w = expect_train n psi w.
  Proof.
    intros H. revert w. induction n as [|n IH]; intros w; cbn [expect_train]; [easy|].
    apply expected_ext; intros. apply IH.
  Qed.

  Lemma expect_train_nonneg n phi w : (forall x, 0 <= phi x) -> 0 <= expect_train n phi w.
  Proof.
    intros H. revert w. induction n as [|n IH]; intros w; cbn [expect_train]; [easy|].
    apply sum_of_nonneg; intros j Hj. apply Rmult_le_pos; [now apply law|apply IH].
  Qed.

  (** √E(x-b)² <= √E(x-a)² + |a-b|. *)
  Lemma minkowski n a b w :
    sqrt (expect_train n (fun x => (x - b)^2) w) <= sqrt (expect_train n (fun x => (x - a)^2) w) + Rabs (a - b).
  Proof.
    set (V := expect_train n (fun x => (x - a)^2) w). set (m := expect_train n (fun x => x - a) w).
    assert (Shift : forall e, expect_train n (fun x => (x - a + e)^2) w = V + 2 * e * m + e^2).
    { intros e. rewrite (expect_train_ext n _ (fun x => ((x - a)^2 + 2 * e * (x - a)) + e^2)) by (intros; ring).
      now rewrite !expect_train_plus, expect_train_scal, expect_train_const. }
    assert (HV : 0 <= V) by (apply expect_train_nonneg; intros; apply pow2_ge_0).
    assert (Hm : m^2 <= V).
    { pose proof (expect_train_nonneg n (fun x => (x - a + - m)^2) w ltac:(intros; apply pow2_ge_0)) as H.
      rewrite Shift in H. lra. }
    rewrite (expect_train_ext n _ (fun x => (x - a + (a - b))^2)) by (intros; f_equal; ring). rewrite Shift.
    pose proof (Rabs_pos (a - b)) as He. pose proof (sqrt_pos V) as Hs.
    rewrite <- (sqrt_pow2 (sqrt V + Rabs (a - b))) by lra. apply sqrt_le_1_alt.
    replace ((sqrt V + Rabs (a - b))^2) with ((sqrt V)^2 + 2 * (sqrt V * Rabs (a - b)) + (Rabs (a - b))^2) by ring.
    rewrite pow2_sqrt, pow2_abs by easy.
    assert (Hmv : Rabs m <= sqrt V) by (rewrite <- sqrt_Rsqr_abs; apply sqrt_le_1_alt; unfold Rsqr; lra).
    assert ((a - b) * m <= Rabs (a - b) * sqrt V).
    { apply Rle_trans with (1 := Rle_abs _). rewrite Rabs_mult. apply Rmult_le_compat_l; easy. }
    lra.
  Qed.
End Train.

(** The response in the direction of d, and what is asked of it on the range. *)
Definition directed_response (q_plus q_minus : R -> R) (d w : R) : R := if Rlt_dec d 0 then q_minus w else q_plus w.
Record response_towards (low high L d : R) (q : R -> R) : Prop := {
  towards_nonneg : forall w, low <= w <= high -> 0 <= q w;
  towards_lipschitz : lipschitz_on low high q L;
  towards_falls : forall u v, low <= u <= high -> low <= v <= high -> 0 <= sign d * (v - u) -> q v <= q u
}.

Lemma update_directed q_plus q_minus w d :
  update q_plus q_minus w d = w + sign d * Rabs d * directed_response q_plus q_minus d w.
Proof.
  rewrite update_forms_agree, sign_mult_abs. unfold update_by_sign, directed_response. now destruct (Rlt_dec d 0).
Qed.

Lemma sign_is_unit d : sign d = 1 \/ sign d = -1.
Proof. unfold sign. destruct (Rlt_dec d 0); auto. Qed.

Section Limit.
  Variables (low high L h sigma w d : R) (q_plus q_minus : R -> R) (n : nat).
  Let q := directed_response q_plus q_minus d.
  Hypothesis h_pos : 0 < h.
  Hypothesis L_nonneg : 0 <= L.
  Hypothesis towards : response_towards low high L d q.
  Hypothesis pulses : Rabs d <= INR n * h < Rabs d + h.

  Let C1 := q w * (1 + L * Rabs d / 2).
  Let C2 := L * q w / 2.
  Let C3 := 1 + L * (Rabs d + h) * (1 + L * Rabs d / 2).

  Theorem pulse_limit_derived (c : nat -> R) (N : R) :
    (forall j, (j <= n)%nat -> low <= train h (sign d) q c w j <= high) ->
    (forall j, (j <= n)%nat -> Rabs (sum_of j c) <= N) ->
    Rabs (train h (sign d) q c w n - update q_plus q_minus w d) <= C1 * h + C2 * d^2 + C3 * h * N.
  Proof.
    intros Hin HN. rewrite update_directed. fold q. destruct towards as [T1 T2 T3].
    apply Rle_trans with (1 := train_near_update low high L h (sign d) q
      (sign_is_unit d) h_pos L_nonneg T1 T2 T3 c w N n Hin HN
                                 (Rabs d) (proj1 pulses) (Rlt_le _ _ (proj2 pulses)) (Rabs_pos d)).
    unfold C1, C2, C3. rewrite pow2_abs. lra.
  Qed.

  Variables (values : nat) (p xi : nat -> R).
  Hypothesis law : distribution values p.
  Hypothesis centered : expected values p xi = 0.
  Hypothesis unit_variance : expected values p (fun j => (xi j)^2) = 1.
  Hypothesis small_pulses : L * h <= 1.
  Hypothesis stays : stays_in_range low high h (sign d) q sigma values xi n w.
  Hypothesis noiseless_stays : noiseless_in_range low high h (sign d) q n w.

  Let E := expect_train h (sign d) q sigma values p xi n.
  Let v := noiseless h (sign d) q n w.

  Theorem pulse_limit_derived_variance :
    E (fun x => (x - v)^2) w <= INR n * (sigma * h)^2 /\ INR n * (sigma * h)^2 <= sigma^2 * h * (Rabs d + h).
  Proof.
    destruct towards as [T1 T2 T3]. split.
    - pose proof (noise_variance low high L h (sign d) q
        (sign_is_unit d) h_pos T2 T3 sigma values p xi law centered unit_variance
                    n w w small_pulses stays noiseless_stays) as H.
      replace ((w - w)^2) with 0 in H by ring. unfold E, v. lra.
    - replace (INR n * (sigma * h)^2) with (sigma^2 * h * (INR n * h)) by ring. apply Rmult_le_compat_l; [|lra].
      apply Rmult_le_pos; [apply pow2_ge_0|lra].
  Qed.

  Theorem pulse_limit :
    sqrt (E (fun x => (x - update q_plus q_minus w d)^2) w)
    <= C1 * h + C2 * d^2 + Rabs sigma * sqrt (h * (Rabs d + h)).
  Proof.
    pose proof (minkowski h (sign d) q sigma values p xi law n v (update q_plus q_minus w d) w) as H. fold E in H.
    apply Rle_trans with (1 := H). destruct pulse_limit_derived_variance as [V1 V2].
    assert (Hs : sqrt (E (fun x => (x - v)^2) w) <= Rabs sigma * sqrt (h * (Rabs d + h))).
    { rewrite <- (sqrt_Rsqr_abs sigma), <- sqrt_mult_alt by apply Rle_0_sqr. apply sqrt_le_1_alt. unfold Rsqr. lra. }
    assert (Hd : Rabs (v - update q_plus q_minus w d) <= C1 * h + C2 * d^2 + C3 * h * 0).
    { unfold v. rewrite noiseless_train. apply pulse_limit_derived; [now apply noiseless_train_in_range|].
      intros j _. rewrite sum_of_zero, Rabs_R0. lra. }
    lra.
  Qed.
End Limit.

(** Every family meets what is asked of its response, in both directions. *)
Definition falls_upwards (low high : R) (q : R -> R) : Prop :=
  forall u v, low <= u <= high -> low <= v <= high -> u <= v -> q v <= q u.
Definition falls_downwards (low high : R) (q : R -> R) : Prop :=
  forall u v, low <= u <= high -> low <= v <= high -> u <= v -> q u <= q v.

Lemma responses_towards low high q_plus q_minus F_max L_plus L_minus d :
  below_chord_to_high low high q_plus -> below_chord_to_low low high q_minus ->
  bounds_of low high q_plus q_minus F_max L_plus L_minus ->
  falls_upwards low high q_plus -> falls_downwards low high q_minus ->
  response_towards low high (if Rlt_dec d 0 then L_minus else L_plus) d (directed_response q_plus q_minus d).
Proof.
  intros Cp Cm [_ [Lp Lm]] Fp Fm. unfold directed_response, sign. destruct (Rlt_dec d 0) as [Hd|Hd]; split.
  - intros w Hw. now apply Cm.
  - exact Lm.
  - intros u v Hu Hv H. unfold sign in H. destruct (Rlt_dec d 0); [|easy]. apply Fm; easy || lra.
  - intros w Hw. now apply Cp.
  - exact Lp.
  - intros u v Hu Hv H. unfold sign in H. destruct (Rlt_dec d 0); [easy|]. apply Fp; easy || lra.
Qed.

(** q(w) = s(1 - w/stop) with s rising on [0, ∞). *)
Lemma shape_falls_upwards (s : R -> R) low high :
  0 < high -> (forall x y, 0 <= x -> x <= y -> s x <= s y) -> falls_upwards low high (fun w => s (1 - w / high)).
Proof.
  intros Hh Hs u v Hu Hv H. destruct (share_to_high low high v Hh Hv) as [[H0 _] _]. apply Hs; [easy|].
  assert (u / high <= v / high) by (apply Rmult_le_compat_r; [left; now apply Rinv_0_lt_compat|easy]). lra.
Qed.

Lemma shape_falls_downwards (s : R -> R) low high :
  low < 0 -> (forall x y, 0 <= x -> x <= y -> s x <= s y) -> falls_downwards low high (fun w => s (1 - w / low)).
Proof.
  intros Hl Hs u v Hu Hv H. destruct (share_to_low low high u Hl Hu) as [[H0 _] _]. apply Hs; [easy|].
  assert (v / low <= u / low); [|lra]. pose proof (Rinv_lt_0_compat _ Hl). unfold Rdiv. nra.
Qed.

Lemma exponential_shape_rises gamma x y :
  0 < gamma -> 0 <= x -> x <= y -> (exp (gamma * x) - 1) / (exp gamma - 1) <= (exp (gamma * y) - 1) / (exp gamma - 1).
Proof.
  intros Hg Hx Hxy. pose proof (exp_ineq1 gamma ltac:(lra)).
  apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|].
  destruct (Req_dec x y) as [->|]; [lra|]. assert (exp (gamma * x) < exp (gamma * y)) by (apply exp_increasing; nra).
  lra.
Qed.

Lemma linear_step_falls tau_min tau_max w0 low high :
  tau_min < 0 -> 0 < tau_max ->
  falls_upwards low high (linear_step_plus tau_max w0) /\ falls_downwards low high (linear_step_minus tau_min w0).
Proof.
  intros Hl Hh. pose proof (Rinv_0_lt_compat _ Hh). pose proof (Rinv_lt_0_compat _ Hl).
  split; intros u v _ _ Huv; unfold linear_step_plus, linear_step_minus, Rdiv; nra.
Qed.

Theorem pulse_limit_linear_step (tau_min tau_max w0 d : R) :
  tau_min < 0 -> 0 < tau_max ->
  response_towards (w0 + tau_min) (w0 + tau_max) (if Rlt_dec d 0 then - / tau_min else / tau_max) d
    (directed_response (linear_step_plus tau_max w0) (linear_step_minus tau_min w0) d).
Proof.
  intros Hl Hh. destruct (linear_step_below_chord tau_min tau_max w0 Hl Hh) as [Cp Cm].
  destruct (linear_step_falls tau_min tau_max w0 (w0 + tau_min) (w0 + tau_max) Hl Hh) as [Fp Fm].
  exact (responses_towards _ _ _ _ _ _ _ d Cp Cm (response_bounds_linear_step tau_min tau_max w0 Hl Hh) Fp Fm).
Qed.

Theorem pulse_limit_shifted_linear (tau c d : R) :
  0 < tau -> -1 < c < 1 ->
  response_towards (- tau) tau (if Rlt_dec d 0 then (1 - c) / tau else (1 + c) / tau) d
    (directed_response (shifted_linear_plus tau c) (shifted_linear_minus tau c) d).
Proof.
  intros Ht Hc. destruct (shifted_linear_below_chord tau c Ht Hc) as [Cp Cm].
  refine (responses_towards _ _ _ _ _ _ _ d Cp Cm (response_bounds_shifted_linear tau c Ht Hc) _ _);
    intros u v _ _ Huv; pose proof (Rinv_0_lt_compat _ Ht); unfold shifted_linear_plus, shifted_linear_minus;
    apply Rmult_le_compat_l; try lra; unfold Rdiv; nra.
Qed.

Theorem pulse_limit_two_sided_power (low high d : R) (gamma_plus gamma_minus : nat) :
  low < 0 -> 0 < high -> (1 <= gamma_plus)%nat -> (1 <= gamma_minus)%nat ->
  response_towards low high
    (if Rlt_dec d 0 then INR gamma_minus * (1 - high / low) ^ (gamma_minus - 1) / Rabs low
     else INR gamma_plus * (1 - low / high) ^ (gamma_plus - 1) / Rabs high) d
    (directed_response (two_sided_power_plus high gamma_plus) (two_sided_power_minus low gamma_minus) d).
Proof.
  intros Hl Hh Gp Gm. destruct (two_sided_power_below_chord low high gamma_plus gamma_minus Hl Hh Gp Gm) as [Cp Cm].
  apply (responses_towards _ _ _ _ _ _ _ d Cp Cm
    (response_bounds_two_sided_power low high gamma_plus gamma_minus Hl Hh Gp Gm)).
  - apply (shape_falls_upwards (fun x => x ^ gamma_plus)); [easy|]. intros; now apply pow_incr.
  - apply (shape_falls_downwards (fun x => x ^ gamma_minus)); [easy|]. intros; now apply pow_incr.
Qed.

Theorem pulse_limit_two_sided_exponential (low high d gamma_plus gamma_minus : R) :
  low < 0 -> 0 < high -> 0 < gamma_plus -> 0 < gamma_minus ->
  response_towards low high
    (if Rlt_dec d 0 then gamma_minus * exp (gamma_minus * (1 - high / low)) / (exp gamma_minus - 1) / Rabs low
     else gamma_plus * exp (gamma_plus * (1 - low / high)) / (exp gamma_plus - 1) / Rabs high) d
    (directed_response (two_sided_exponential_plus high gamma_plus) (two_sided_exponential_minus low gamma_minus) d).
Proof.
  intros Hl Hh Gp Gm. destruct (two_sided_exponential_below_chord low high gamma_plus gamma_minus Hl Hh Gp Gm)
    as [Cp Cm].
  apply (responses_towards _ _ _ _ _ _ _ d Cp Cm
    (response_bounds_two_sided_exponential low high gamma_plus gamma_minus Hl Hh Gp Gm)).
  - apply (shape_falls_upwards (fun x => (exp (gamma_plus * x) - 1) / (exp gamma_plus - 1))); [easy|].
    intros; now apply exponential_shape_rises.
  - apply (shape_falls_downwards (fun x => (exp (gamma_minus * x) - 1) / (exp gamma_minus - 1))); [easy|].
    intros; now apply exponential_shape_rises.
Qed.

(** Responses affine in w, q_s(w) = λ s (bound - w): no error term is of a higher order. *)
Section Orders.
  Variables (s h rate bound : R) (q : R -> R).
  Hypothesis direction : s = 1 \/ s = -1.
  Hypothesis h_pos : 0 < h.
  Hypothesis affine : forall u, q u = rate * (s * (bound - u)).
  Let z := rate * h.

  Lemma affine_pulse u c : pulse h s q u c = bound - (bound - u) * (1 - z) + s * h * c.
  Proof.
    unfold pulse. rewrite affine. replace (s * h * (rate * (s * (bound - u)) + c))
      with (s * s * (rate * h) * (bound - u) + s * h * c) by ring. rewrite (unit_sq s direction). unfold z. ring.
  Qed.

  Lemma affine_train w n : train h s q (fun _ => 0) w n = bound - (bound - w) * (1 - z) ^ n.
  Proof. induction n as [|n IH]; [simpl; ring|]. cbn [train]. rewrite affine_pulse, IH. cbn [pow]. ring. Qed.

  (** Bonferroni: 1 - nz + n(n-1)/2 z² - n(n-1)(n-2)/6 z³ <= (1-z)^n. *)
  Lemma third_order n :
    0 <= z <= 1 ->
    1 - INR n * z + INR n * (INR n - 1) / 2 * z^2 - INR n * (INR n - 1) * (INR n - 2) / 6 * z^3 <= (1 - z) ^ n.
  Proof.
    intros Hz. induction n as [|n IH]; [simpl; lra|]. cbn [pow]. apply (Rmult_le_compat_l (1 - z)) in IH; [|lra].
    apply Rle_trans with (2 := IH). rewrite S_INR.
    assert (Hn : 0 <= INR n * (INR n - 1) * (INR n - 2)).
    { destruct n as [|[|n]]; [simpl; lra|simpl; lra|]. rewrite !S_INR. pose proof (pos_INR n).
      repeat apply Rmult_le_pos; lra. }
    assert (0 <= INR n * (INR n - 1) * (INR n - 2) / 6 * z^4).
    { apply Rmult_le_pos; [lra|]. apply pow_le. lra. }
    lra.
  Qed.

  (** D stands for |d|. *)
  Lemma affine_error w n D :
    0 <= q w ->
    rate * Rabs (train h s q (fun _ => 0) w n - (w + s * D * q w))
    = q w * Rabs ((1 - z) ^ n - (1 - rate * D)) \/ rate <= 0.
  Proof.
    intros Hq. destruct (Rle_dec rate 0) as [Hr|Hr]; [now right|left].
    rewrite affine_train. rewrite affine in Hq |- *.
    replace (w + s * D * (rate * (s * (bound - w)))) with (w + s * s * D * rate * (bound - w)) by ring.
    rewrite (unit_sq s direction).
    replace (bound - (bound - w) * (1 - z) ^ n - (w + 1 * D * rate * (bound - w)))
      with (- ((bound - w) * ((1 - z) ^ n - (1 - rate * D)))) by ring.
    rewrite Rabs_Ropp, Rabs_mult, <- (abs_unit s (bound - w) direction), (Rabs_pos_eq (s * (bound - w))); [ring|].
    apply (Rmult_le_reg_l rate); lra.
  Qed.

  Theorem pulse_limit_published_orders (w D : R) (n : nat) :
    0 < rate -> 0 <= z <= 1 -> 0 <= q w ->
    (D = h / 2 -> Rabs (train h s q (fun _ => 0) w 1 - (w + s * D * q w)) = q w * (h / 2)) /\
    (D = INR n * h ->
       q w * (rate / 2) * (D^2 - D * h - rate * D^3 / 3) <= Rabs (train h s q (fun _ => 0) w n - (w + s * D * q w))).
  Proof.
    intros Hr Hz Hq. split; intros HD.
    - destruct (affine_error w 1 D Hq) as [E|]; [|lra]. apply (Rmult_eq_reg_l rate); [|lra]. rewrite E, HD.
      replace ((1 - z) ^ 1 - (1 - rate * (h / 2))) with (- (z / 2)) by (unfold z; field).
      rewrite Rabs_Ropp, Rabs_pos_eq by lra. unfold z. field.
    - destruct (affine_error w n D Hq) as [E|]; [|lra]. apply (Rmult_le_reg_l rate); [easy|]. rewrite E.
      pose proof (third_order n Hz) as H3. pose proof (pos_INR n) as Hn.
      assert (Ez : rate * D = INR n * z) by (rewrite HD; unfold z; ring).
      assert (H : (INR n * z)^2 / 2 - INR n * z * z / 2 - (INR n * z)^3 / 6 <= (1 - z) ^ n - (1 - rate * D)).
      { rewrite Ez. apply Rle_trans with (2 := Rplus_le_compat_r (- (1 - INR n * z)) _ _ H3).
        assert (Hc : INR n * (INR n - 1) * (INR n - 2) <= (INR n)^3).
        { destruct n as [|n']; [simpl; lra|]. rewrite S_INR in *. pose proof (pos_INR n'). nra. }
        assert (Hz3 : 0 <= z^3) by (apply pow_le; lra). pose proof (Rmult_le_compat_r _ _ _ Hz3 Hc). lra. }
      rewrite <- Ez in H.
      apply Rle_trans with (q w * ((1 - z) ^ n - (1 - rate * D))).
      + apply Rle_trans with (q w * ((rate * D)^2 / 2 - rate * D * z / 2 - (rate * D)^3 / 6)).
        * right. unfold z. field.
        * now apply Rmult_le_compat_l.
      + apply Rmult_le_compat_l; [easy|]. apply Rle_abs.
  Qed.

  Variables (sigma : R) (values : nat) (p xi : nat -> R).
  Hypothesis law : distribution values p.
  Hypothesis centered : expected values p xi = 0.
  Hypothesis unit_variance : expected values p (fun j => (xi j)^2) = 1.

  Lemma affine_variance n u v :
    expect_train h s q sigma values p xi n (fun x => (x - noiseless h s q n v)^2) u
    = ((1 - z) ^ n)^2 * (u - v)^2 + (sigma * h)^2 * sum_of n (fun i => ((1 - z) ^ i)^2).
  Proof.
    revert u v. induction n as [|n IH]; intros u v; [simpl; ring|]. cbn [expect_train noiseless].
    set (K := ((1 - z) ^ n)^2). set (C := (sigma * h)^2 * sum_of n (fun i => ((1 - z) ^ i)^2)).
    rewrite (expected_ext values p _ (fun j => (K * ((1 - z) * (u - v))^2 + C)
      + (2 * K * ((1 - z) * (u - v)) * s * h * sigma * xi j + K * (sigma * h)^2 * (xi j)^2))).
    - rewrite !expected_plus, !expected_scal, !expected_const, centered, unit_variance by easy.
      cbn [sum_of pow]. unfold K, C. cbn [pow]. ring.
    - intros j _. rewrite IH. fold K C. rewrite !affine_pulse.
      replace ((sigma * h)^2) with (s * s * (sigma * h)^2) by (rewrite (unit_sq s direction); ring). ring.
  Qed.

  Theorem pulse_limit_published_noise (w : R) (n : nat) :
    0 <= z <= 1 ->
    sigma^2 * h * (INR n * h) * ((1 - z) ^ n)^2
    <= expect_train h s q sigma values p xi n (fun x => (x - noiseless h s q n w)^2) w.
  Proof.
    intros Hz. rewrite affine_variance. replace ((w - w)^2) with 0 by ring.
    replace (sigma^2 * h * (INR n * h) * ((1 - z) ^ n)^2) with ((sigma * h)^2 * (INR n * ((1 - z) ^ n)^2)) by ring.
    rewrite Rmult_0_r, Rplus_0_l. apply Rmult_le_compat_l; [apply pow2_ge_0|]. rewrite <- sum_of_const.
    apply sum_of_le; intros i Hi. apply pow_incr. split; [apply pow_le; lra|].
    replace n with (i + (n - i))%nat by lia. rewrite pow_add. rewrite <- (Rmult_1_r ((1 - z) ^ i)) at 2.
    apply Rmult_le_compat_l; [apply pow_le; lra|].
    apply Rle_trans with (1 ^ (n - i)); [apply pow_incr; lra|rewrite pow1; lra].
  Qed.
End Orders.
